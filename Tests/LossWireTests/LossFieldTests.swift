import Testing

@testable import LossWire

@Suite struct LossFieldTests {
    @Test(arguments: LossField.allCases)
    func name(of field: LossField) {
        let name = "\(field.name)"
        #expect(LossField(named: name) == field)
        // One octet more, less or other, wherever it stands.
        #expect(LossField(named: name + "s") == nil)
        for index in name.utf8.indices {
            var other = Array(name.utf8)
            let place = name.utf8.distance(from: name.utf8.startIndex, to: index)
            other[place] ^= 0x20
            #expect(LossField(named: String(decoding: other, as: UTF8.self)) == nil)
            other.remove(at: place)
            #expect(LossField(named: String(decoding: other, as: UTF8.self)) != field)
        }
    }

    @Test(arguments: ["", "m", "a_name_that_is_longer_than_any"])
    func otherLength(name: String) {
        #expect(LossField(named: name) == nil)
    }
}
