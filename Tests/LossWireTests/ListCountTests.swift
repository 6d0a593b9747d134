import TestSupport
import Testing

@testable import LossWire

struct ListCountTests {
    private static func texts(_ length: Int) -> [[UInt8]] {
        var generator = SeededGenerator(seed: UInt64(length) + 1)
        return [
            [UInt8](repeating: UInt8(ascii: ","), count: length), [UInt8](repeating: UInt8(ascii: "]"), count: length),
            // Octets that differ from a comma or a bracket in one bit, and all others.
            (0..<length).map { _ in
                [0x2c, 0x2d, 0x2e, 0x3c, 0x6c, 0xac, 0x5b, 0x5d, 0x5f, 0x7b, 0xdd].randomElement(using: &generator)!
            },
            (0..<length).map { _ in "[[]1,".utf8.randomElement(using: &generator)! },
            (0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) },
        ]
    }

    /// Around the sixty-four octets that are counted at a time.
    @Test(arguments: [0, 1, 63, 64, 65, 127, 128, 1000, 64 * 600 + 7])
    func agreesWithOneByOne(length: Int) {
        for text in Self.texts(length) {
            var (balance, least) = (0, 0)
            var ends: [Int: Int] = [:]
            for (index, octet) in text.enumerated() {
                balance += octet == UInt8(ascii: "[") ? 1 : octet == UInt8(ascii: "]") ? -1 : 0
                if balance < least { ends[-balance] = index + 1 }
                least = min(least, balance)
            }
            text.withUnsafeBufferPointer { octets in
                guard let start = octets.baseAddress else { return }
                let count = ListCount(start..<start + octets.count)
                #expect(count.commas == text.count { $0 == UInt8(ascii: ",") })
                #expect(count.balance == balance && count.least == least)
                for octet in ",[]".utf8 {
                    let place = ListCount.place(of: octet, in: start..<start + octets.count)
                    #expect(place == text.firstIndex(of: octet).map { start + $0 })
                }
                for open in 1...5 {
                    #expect(ListCount.end(of: open, in: start..<start + octets.count) == ends[open].map { start + $0 })
                }
            }
        }
    }
}
