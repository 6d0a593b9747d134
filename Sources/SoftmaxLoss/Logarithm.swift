/// ln x for sixteen lanes at once.
///
/// x is split into 2^k·(1 + f) with 1 + f between √½ and √2, and ln(1 + f) = 2·artanh(s) with s = f / (2 + f), whose
/// Taylor series in s² ≤ 0.0295 ends after eleven terms with a remainder below 3e-18.
enum Logarithm {
    /// Within 1 ulp: −∞ for 0, NaN below 0, and subnormal numbers, ∞ and NaN as they should be.
    @inline(always)
    static func natural(_ input: SIMD16<Double>) -> SIMD16<Double> {
        let isOrdinary =
            (input .>= SIMD16<Double>(repeating: .leastNormalMagnitude))
            .& (input .< SIMD16<Double>(repeating: .infinity))
        let isSpecialAnywhere = (.!isOrdinary).isAnywhere
        let subnormal = input .< SIMD16<Double>(repeating: .leastNormalMagnitude)
        var x = input
        if isSpecialAnywhere {
            x.replace(with: input * SIMD16(repeating: 18_014_398_509_481_984), where: subnormal)  // 2^54
        }
        let bits = unsafeBitCast(x, to: SIMD16<Int64>.self)
        let rootOfHalf = SIMD16<Int64>(repeating: 0x3fe6_a09e_667f_3bcd)
        let exponent = (bits &- rootOfHalf) &>> SIMD16<Int64>(repeating: 52)
        let f =
            unsafeBitCast(bits &- (exponent &<< SIMD16<Int64>(repeating: 52)), to: SIMD16<Double>.self)
            - SIMD16(repeating: 1)
        // Adding an integer to the bits of 1.5 · 2^52 adds it to the number.
        let magic = SIMD16<Double>(repeating: 6_755_399_441_055_744)
        var k = unsafeBitCast(unsafeBitCast(magic, to: SIMD16<Int64>.self) &+ exponent, to: SIMD16<Double>.self) - magic
        if isSpecialAnywhere { k.replace(with: k - SIMD16(repeating: 54), where: subnormal) }

        let s = f / (SIMD16(repeating: 2) + f)
        let z = s * s
        // Every other term by itself: half as long a wait from one to the next.
        let w = z * z
        var even = multiplyAdd(SIMD16(repeating: 2.0 / 23), w, SIMD16(repeating: 2.0 / 19))
        even = multiplyAdd(even, w, SIMD16(repeating: 2.0 / 15))
        even = multiplyAdd(even, w, SIMD16(repeating: 2.0 / 11))
        even = multiplyAdd(even, w, SIMD16(repeating: 2.0 / 7))
        even = multiplyAdd(even, w, SIMD16(repeating: 2.0 / 3))
        var odd = multiplyAdd(SIMD16(repeating: 2.0 / 21), w, SIMD16(repeating: 2.0 / 17))
        odd = multiplyAdd(odd, w, SIMD16(repeating: 2.0 / 13))
        odd = multiplyAdd(odd, w, SIMD16(repeating: 2.0 / 9))
        odd = multiplyAdd(odd, w, SIMD16(repeating: 2.0 / 5))
        let series = multiplyAdd(odd, z, even)
        // 2·artanh(s) = f − (f²/2 − s·(f²/2 + z·series)): the first term is exact and the rest small beside it. ln 2
        // comes in two parts, the first with zeros at its end, so that k times it is exact.
        let half = SIMD16<Double>(repeating: 0.5) * f * f
        let small = s * (half + z * series) + k * SIMD16(repeating: 1.908_214_929_270_587_70e-10)
        var result = k * SIMD16(repeating: 6.931_471_803_691_238_16e-1) - ((half - small) - f)
        guard isSpecialAnywhere else { return result }
        result.replace(with: input, where: input .== SIMD16<Double>(repeating: .infinity))
        result.replace(with: -.infinity, where: isZero(input))
        // What is below 0, and NaN.
        return result.replacing(with: .nan, where: .!(input .>= SIMD16<Double>(repeating: 0)))
    }
}
