import LossWire
import TestSupport
import Testing

/// A valid body, cut and changed at every octet: always an answer, never a crash, and never a batch that does not fit
/// its own shape.
struct BrokenBodyTests {
    static let body = Array(
        """
        {"logits":[[[0.25,-1e-3,"NaN"],[4,5.5E+1,6]]],"labels":[[0,-7,1]], "ignore_label":-7,"axis":1,\
        "normalization":"VALID","loss_weight":2,"dtype":"float64","outputs":["loss","gr\\u0061dients"],"layout":"flat"}
        """.utf8)

    private func decode(_ octets: [UInt8]) {
        let batches: [BatchRequest]
        do {
            batches = try RequestText.decode(octets).batches
        } catch {
            switch error {
            case .syntax(let what, let offset): #expect((0...octets.count).contains(offset), "\(what)")
            case .invalid(let issues): #expect(issues.count >= issues.listed.count && !issues.listed.isEmpty)
            case .outOfMemory: Issue.record("out of memory")
            }
            return
        }
        for batch in batches {
            #expect(batch.labels.count == batch.shape.positionCount)
            #expect(max(batch.float32Logits.count, batch.float64Logits.count) == batch.shape.elementCount)
            #expect(batch.census.invalidCount == 0)
        }
    }

    @Test func wholeItIsFine() throws {
        #expect(try RequestText.decode(Self.body).batches.count == 1)
    }

    @Test func cutAnywhereItIsNotJSON() {
        for length in 0..<Self.body.count {
            #expect(throws: LossWireError.self) { try RequestText.decode(Array(Self.body.prefix(length))) }
        }
    }

    @Test func everyBitFlipped() {
        for index in Self.body.indices {
            for bit in 0..<8 {
                var body = Self.body
                body[index] ^= 1 << bit
                decode(body)
            }
        }
    }

    @Test func everyOctetReplacedRemovedAndDoubled() {
        for index in Self.body.indices {
            for octet in Array("[]{},:\"\\0-9.eEnINt \n\u{0}".utf8) + [0x80, 0xff] {
                var body = Self.body
                body[index] = octet
                decode(body)
                body = Self.body
                body.insert(octet, at: index)
                decode(body)
            }
            var body = Self.body
            body.remove(at: index)
            decode(body)
        }
    }

    @Test func randomDamage() {
        var generator = SeededGenerator(seed: 6)
        for _ in 0..<20_000 {
            var body = Self.body
            for _ in 0..<Int.random(in: 1...6, using: &generator) {
                let index = Int.random(in: body.indices, using: &generator)
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: body[index] = UInt8.random(in: 0...255, using: &generator)
                case 1: body.remove(at: index)
                default: body.insert(contentsOf: body[..<index].suffix(9), at: index)
                }
            }
            decode(body)
        }
    }
}
