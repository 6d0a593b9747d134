/// e^x for sixteen lanes at once, for x ≤ 0, which is all that a softmax asks for.
///
/// x is split into n·ln 2 + r with |r| ≤ ln 2 / 2 (Cody and Waite, *Software Manual for the Elementary Functions*,
/// 1980, chapter 6), e^r is a polynomial, and 2^n is put together from bits: first 2^(n + k), which is a normal number
/// for every n there is, then 2^-k, so that results below the smallest normal number come out rounded, not flushed.
enum Exponential {
    /// Within 2 ulp. The polynomial has the smallest largest relative error there is with its degree: 3e-9.
    @inline(__always)
    static func float32(_ input: SIMD16<Float>) -> SIMD16<Float> {
        // e^-104 rounds to 0. A NaN is not less than anything and goes through.
        let x = input.replacing(with: -104, where: input .< -104)
        // 1.5 · 2^23, so that adding it rounds to an integer that stands in the low bits, and what the exponent of
        // 2^(n + 64) is biased by.
        let magic = SIMD16<Float>(repeating: 12_582_912 + 64 + 127)
        let shifted = multiplyAdd(x, SIMD16(repeating: 1.442_695_04), magic)
        let n = shifted - magic
        var r = multiplyAdd(n, SIMD16(repeating: -0.693_359_375), x)
        r = multiplyAdd(n, SIMD16(repeating: 2.121_944_4e-4), r)
        var p = SIMD16<Float>(repeating: 1.381_459_9e-3)
        p = multiplyAdd(p, r, SIMD16(repeating: 8.368_717e-3))
        p = multiplyAdd(p, r, SIMD16(repeating: 4.166_839e-2))
        p = multiplyAdd(p, r, SIMD16(repeating: 1.666_652_1e-1))
        p = multiplyAdd(p, r, SIMD16(repeating: 4.999_999_4e-1))
        p = multiplyAdd(p, r * r, r) + SIMD16(repeating: 1)
        let power = unsafeBitCast(
            unsafeBitCast(shifted, to: SIMD16<UInt32>.self) &<< SIMD16<UInt32>(repeating: 23), to: SIMD16<Float>.self)
        return p * power * SIMD16(repeating: 0x1p-64)
    }

    /// Within 2 ulp. The polynomial is the Taylor series to r^13, whose remainder is below 5e-18.
    @inline(__always)
    static func float64(_ input: SIMD16<Double>) -> SIMD16<Double> {
        let x = input.replacing(with: -746, where: input .< -746)
        // 1.5 · 2^52, and the bias of 2^(n + 512).
        let magic = SIMD16<Double>(repeating: 6_755_399_441_055_744 + 512 + 1023)
        let shifted = multiplyAdd(x, SIMD16(repeating: 1.442_695_040_888_963_4), magic)
        let n = shifted - magic
        var r = multiplyAdd(n, SIMD16(repeating: -6.931_471_803_691_238_16e-1), x)
        r = multiplyAdd(n, SIMD16(repeating: -1.908_214_929_270_587_70e-10), r)
        var p = SIMD16<Double>(repeating: 1.0 / 6_227_020_800)
        p = multiplyAdd(p, r, SIMD16(repeating: 1.0 / 479_001_600))
        p = multiplyAdd(p, r, SIMD16(repeating: 1.0 / 39_916_800))
        p = multiplyAdd(p, r, SIMD16(repeating: 1.0 / 3_628_800))
        p = multiplyAdd(p, r, SIMD16(repeating: 1.0 / 362_880))
        p = multiplyAdd(p, r, SIMD16(repeating: 1.0 / 40_320))
        p = multiplyAdd(p, r, SIMD16(repeating: 1.0 / 5_040))
        p = multiplyAdd(p, r, SIMD16(repeating: 1.0 / 720))
        p = multiplyAdd(p, r, SIMD16(repeating: 1.0 / 120))
        p = multiplyAdd(p, r, SIMD16(repeating: 1.0 / 24))
        p = multiplyAdd(p, r, SIMD16(repeating: 1.0 / 6))
        p = multiplyAdd(p, r, SIMD16(repeating: 0.5))
        p = multiplyAdd(p, r * r, r) + SIMD16(repeating: 1)
        let power = unsafeBitCast(
            unsafeBitCast(shifted, to: SIMD16<UInt64>.self) &<< SIMD16<UInt64>(repeating: 52), to: SIMD16<Double>.self)
        return p * power * SIMD16(repeating: 0x1p-512)
    }
}
