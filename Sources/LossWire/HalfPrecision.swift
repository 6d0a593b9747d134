/// The 16-bit formats that logits come in: widened before anything is computed, narrowed when everything has been.
package enum HalfPrecision: Sendable, CaseIterable {
    /// IEEE 754 binary16: five bits of exponent, ten of fraction.
    case fp16
    /// bfloat16: the upper half of a float32.
    case bf16

    /// Integers up to this one are all there is one of.
    var largestExactInteger: Int {
        switch self {
        case .fp16: 1 << 11
        case .bf16: 1 << 8
        }
    }

    /// Writes the `count` numbers at `source`, which may lie anywhere, as float32: exact.
    package func widen(_ source: UnsafeRawPointer, into target: UnsafeMutablePointer<Float>, count: Int) {
        // One loop for each, so that it is compiled to vectors.
        switch self {
        case .fp16:
            for index in 0..<count {
                let bits = source.loadUnaligned(fromByteOffset: index &* 2, as: UInt16.self)
                target[index] = Self.float32(fp16: UInt16(littleEndian: bits))
            }
        case .bf16:
            for index in 0..<count {
                let bits = source.loadUnaligned(fromByteOffset: index &* 2, as: UInt16.self)
                target[index] = Float(bitPattern: UInt32(UInt16(littleEndian: bits)) &<< 16)
            }
        }
    }

    /// Writes `count` numbers rounded to the nearest, ties to even; what is too large becomes infinite, NaN stays NaN.
    package func narrow(_ source: UnsafePointer<Float>, into target: UnsafeMutablePointer<UInt16>, count: Int) {
        switch self {
        case .fp16: for index in 0..<count { target[index] = Self.fp16(source[index]).littleEndian }
        case .bf16: for index in 0..<count { target[index] = Self.bf16(source[index]).littleEndian }
        }
    }

    /// `value` as this format has it.
    package func rounded(_ value: Float) -> Float {
        switch self {
        case .fp16: Self.float32(fp16: Self.fp16(value))
        case .bf16: Float(bitPattern: UInt32(Self.bf16(value)) << 16)
        }
    }

    // MARK: Without branches

    private static var infinity: UInt32 { 0x7f80_0000 }
    /// What exponents differ by, where float32 has them: 127 − 15.
    private static var rebias: UInt32 { 112 &<< 23 }

    @inline(__always)
    private static func float32(fp16 bits: UInt16) -> Float {
        let bits = UInt32(bits)
        let sign = (bits & 0x8000) &<< 16
        let exponent = bits & 0x7c00
        let moved = (bits & 0x7fff) &<< 13 &+ rebias
        // Infinities and NaN have the largest exponent of either.
        let normal = exponent == 0x7c00 ? moved &+ rebias : moved
        // Subnormal numbers count units of 2^−24. The conversion takes signed integers in vectors.
        let subnormal = (Float(Int32(bitPattern: bits & 0x3ff)) * 0x1p-24).bitPattern
        return Float(bitPattern: sign | (exponent == 0 ? subnormal : normal))
    }

    @inline(__always)
    private static func fp16(_ value: Float) -> UInt16 {
        let sign = value.bitPattern &>> 16 & 0x8000
        let magnitude = value.bitPattern & 0x7fff_ffff
        // Half a unit, but for a little where the number below is even; a carry moves on into the exponent.
        let normal = (magnitude &- rebias &+ 0xfff &+ (magnitude &>> 13 & 1)) &>> 13
        // The units of 0.5 are those of a subnormal number, so that adding it rounds to them.
        let subnormal = (Float(bitPattern: magnitude) + 0.5).bitPattern &- (0.5 as Float).bitPattern
        let special: UInt32 = magnitude > infinity ? 0x7e00 | (magnitude &>> 13 & 0x3ff) : 0x7c00
        // From 2^16 on, and below 2^−14.
        let rounded = magnitude >= 0x4780_0000 ? special : magnitude < 0x3880_0000 ? subnormal : normal
        return UInt16(truncatingIfNeeded: sign | rounded)
    }

    @inline(__always)
    private static func bf16(_ value: Float) -> UInt16 {
        let bits = value.bitPattern
        let rounded = (bits &+ 0x7fff &+ (bits &>> 16 & 1)) &>> 16
        let quiet = bits &>> 16 | 0x40
        return UInt16(truncatingIfNeeded: bits & 0x7fff_ffff > infinity ? quiet : rounded)
    }
}
