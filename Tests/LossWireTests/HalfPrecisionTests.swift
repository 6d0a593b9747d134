import Testing

@testable import LossWire

/// Every number of either format, and the borders between neighbours: between two borders rounding cannot change.
@Suite struct HalfPrecisionTests {
    /// What `bits` stand for, by the definition of the format.
    private func value(_ bits: UInt16, _ format: HalfPrecision) -> Double {
        let (exponentBits, fractionBits, bias) = format == .fp16 ? (5, 10, 15) : (8, 7, 127)
        let fraction = Int(bits) & (1 << fractionBits - 1)
        let exponent = Int(bits) >> fractionBits & (1 << exponentBits - 1)
        let sign: Double = bits >> 15 == 1 ? -1 : 1
        if exponent == 1 << exponentBits - 1 { return fraction == 0 ? sign * .infinity : .nan }
        let significand = exponent == 0 ? fraction : fraction + 1 << fractionBits
        return sign * Double(significand)
            * Double(sign: .plus, exponent: max(exponent, 1) - bias - fractionBits, significand: 1)
    }

    private func widened(_ bits: [UInt16], _ format: HalfPrecision) -> [Float] {
        // From an odd address, as a tensor may lie.
        let octets: [UInt8] =
            [0] + bits.flatMap { bits -> [UInt8] in [UInt8(truncatingIfNeeded: bits), UInt8(bits >> 8)] }
        return [Float](unsafeUninitializedCapacity: bits.count) { memory, count in
            octets.withUnsafeBytes { format.widen($0.baseAddress! + 1, into: memory.baseAddress!, count: bits.count) }
            count = bits.count
        }
    }

    private func narrowed(_ values: [Float], _ format: HalfPrecision) -> [UInt16] {
        [UInt16](unsafeUninitializedCapacity: values.count) { memory, count in
            values.withUnsafeBufferPointer {
                format.narrow($0.baseAddress!, into: memory.baseAddress!, count: values.count)
            }
            count = values.count
        }
    }

    @Test(arguments: HalfPrecision.allCases)
    func everyNumberIsWidenedExactly(format: HalfPrecision) {
        let all = [UInt16](0...UInt16.max)
        for (bits, wide) in zip(all, widened(all, format)) {
            let expected = value(bits, format)
            if expected.isNaN {
                #expect(wide.isNaN, "\(bits)")
            } else if Double(wide) != expected || wide.sign != (bits >> 15 == 1 ? .minus : .plus) {
                Issue.record("\(bits) is \(wide), and has to be \(expected)")
            }
        }
    }

    @Test(arguments: HalfPrecision.allCases)
    func everyNumberComesBack(format: HalfPrecision) {
        let all = [UInt16](0...UInt16.max)
        let wide = widened(all, format)
        for (bits, (back, value)) in zip(all, zip(narrowed(wide, format), wide)) where bits != back {
            // Signalling NaNs come back quiet.
            if !(value.isNaN && bits | (format == .fp16 ? 0x200 : 0x40) == back) {
                Issue.record("\(bits) came back as \(back)")
            }
        }
    }

    @Test(arguments: HalfPrecision.allCases)
    func bordersAreWhereTheNearestNumberChanges(format: HalfPrecision) {
        let infinity: UInt16 = format == .fp16 ? 0x7c00 : 0x7f80
        var (values, expected): ([Float], [UInt16]) = ([], [])
        for bits in 0..<infinity {
            // Infinity stands for the number that would be next.
            let next =
                bits + 1 == infinity
                ? value(bits, format) + (value(bits, format) - value(bits - 1, format)) : value(bits + 1, format)
            let middle = Float((value(bits, format) + next) / 2)
            for (value, nearest) in [
                (middle.nextDown, bits), (middle, bits & 1 == 0 ? bits : bits + 1), (middle.nextUp, bits + 1),
            ] {
                values += [value, -value]
                expected += [nearest, nearest | 0x8000]
            }
        }
        for (index, bits) in narrowed(values, format).enumerated() where bits != expected[index] {
            Issue.record("\(values[index]) became \(bits), and is nearest to \(expected[index])")
        }
    }

    @Test(
        arguments: [
            (Float.infinity, 0x7c00, 0x7f80), (-.infinity, 0xfc00, 0xff80), (.greatestFiniteMagnitude, 0x7c00, 0x7f80),
            (65519.996, 0x7bff, 0x4780), (65520, 0x7c00, 0x4780), (0x1p-25, 0, 0x3300), (0x1.000002p-25, 1, 0x3300),
            (.leastNonzeroMagnitude, 0, 0), (-0.0, 0x8000, 0x8000), (0x1p-133, 0, 1), (0x1p-134, 0, 0),
        ] as [(Float, UInt16, UInt16)])
    func extremes(value: Float, fp16: UInt16, bf16: UInt16) {
        #expect(narrowed([value], .fp16) == [fp16])
        #expect(narrowed([value], .bf16) == [bf16])
    }

    @Test func everyNaNStaysNaN() {
        for payload in [1, 0x1fff, 0x2000, 0x3f_ffff, 0x40_0000, 0x7f_ffff] as [UInt32] {
            for sign in [0, 1 << 31] as [UInt32] {
                let value = Float(bitPattern: sign | 0x7f80_0000 | payload)
                for format in HalfPrecision.allCases { #expect(format.rounded(value).isNaN, "\(payload)") }
            }
        }
    }
}
