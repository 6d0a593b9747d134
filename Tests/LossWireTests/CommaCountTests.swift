import TestSupport
import Testing

@testable import LossWire

struct CommaCountTests {
    /// Around the sixty-four octets that are counted at a time, and the 255 times that they are added up.
    @Test(arguments: [0, 1, 63, 64, 65, 127, 128, 1000, 64 * 255 - 1, 64 * 255, 64 * 255 + 1, 64 * 600 + 7])
    func agreesWithOneByOne(length: Int) {
        var generator = SeededGenerator(seed: UInt64(length) + 1)
        let texts: [[UInt8]] = [
            [UInt8](repeating: UInt8(ascii: ","), count: length), [UInt8](repeating: UInt8(ascii: "1"), count: length),
            // Octets that differ from a comma in one bit, and all others.
            (0..<length).map { _ in
                [0x2c, 0x2d, 0x2e, 0x28, 0x24, 0x3c, 0x0c, 0x6c, 0xac].randomElement(using: &generator)!
            },
            (0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) },
        ]
        for text in texts {
            let count = text.withUnsafeBufferPointer { octets in
                octets.baseAddress.map { CommaCount.count($0..<($0 + octets.count)) } ?? 0
            }
            #expect(count == text.count { $0 == UInt8(ascii: ",") })
        }
    }
}
