import Foundation
import TestSupport
import Testing

@testable import LossWire

/// The decimals of a tensor are worked out many at a time, with the same outcome as one by one.
struct TensorWritingTests {
    /// Every power of two, what lies around it and in its middle, zeros, and what is not finite.
    private static let values: [Float] = (0...255).flatMap { (field: UInt32) -> [Float] in
        [0, 1, 0x2a_aaab, 0x40_0000, 0x7f_ffff].map { Float(bitPattern: field << 23 | $0) }
    }

    private func written(_ count: Int, _ body: (inout JSONWriter) -> Void) -> String {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: count * 24 + 64) { memory in
            guard let start = memory.baseAddress else { return "" }
            var writer = JSONWriter(start)
            body(&writer)
            return String(decoding: memory[..<writer.count], as: UTF8.self)
        }
    }

    private func check(_ values: [Float]) throws {
        let storage = try TensorStorage<Float>(uninitialized: values.count)
        storage.base.update(from: values, count: values.count)
        var numbers = Float32Writing(storage)
        let oneByOne = values.map { value in written(1) { $0.write(value) } }
        let atOnce = written(values.count) { numbers.write(0..<values.count, &$0) }
        #expect(atOnce == oneByOne.joined(separator: ","))
        // From anywhere on, and back.
        for index in values.indices.reversed() {
            #expect(written(1) { numbers.write(index..<index + 1, &$0) } == oneByOne[index], "\(values[index])")
        }
    }

    @Test(arguments: [1, 7, 8, 9, values.count])
    func asOneByOne(count: Int) throws {
        try check(Self.values.suffix(count).map { -$0 } + Self.values.prefix(count))
    }

    @Test func decimalPowersAndTheirNeighbours() throws {
        let powers = (-45...38).map { Float("1e\($0)") ?? 0 }
        try check(powers + powers.map(\.nextUp) + powers.map { -$0.nextDown })
    }

    @Test func anyBits() throws {
        var random = SeededGenerator(seed: 8)
        for count in Array(0..<40) + [20_000] {
            try check((0..<count).map { _ in Float(bitPattern: UInt32(truncatingIfNeeded: random.next())) })
        }
    }

    /// Found by fuzzing: for a zero, whose exponent is one below that of a subnormal number, memory behind the powers of
    /// ten was read. What was read did not matter.
    @Test func everyExponentHasItsPowerOfTen() {
        for field in 0...255 {
            for distance in [1, 0.75] {
                let power = Int(floor(Double(field - 150) * log10(2) + log10(distance)))
                // The number below is closer only where there is one.
                guard distance == 1 || field > 1 else { continue }
                #expect(PowersOfTen.float32Range.contains(-power), "\(field)")
            }
        }
    }
}
