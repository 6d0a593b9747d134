/// e^x for eight lanes at once, for x ≤ 0, which is all that a softmax asks for.
///
/// x is split into n·ln 2 + r with |r| ≤ ln 2 / 2 (Cody and Waite, *Software Manual for the Elementary Functions*,
/// 1980, chapter 6), e^r is a polynomial, and 2^n is put together from bits. 2^n is applied in two factors, so results
/// below the smallest normal number come out rounded, not flushed.
enum Exponential {
    /// Within 2 ulp. The polynomial is that of Cephes' `expf` (S. Moshier, netlib).
    @inline(__always)
    static func float32(_ input: SIMD8<Float>) -> SIMD8<Float> {
        // e^-104 rounds to 0. A NaN is not less than anything and goes through.
        let x = input.replacing(with: -104, where: input .< -104)
        let magic: Float = 12_582_912  // 1.5 · 2^23: adding it rounds to an integer that stands in the low bits.
        let shifted = multiplyAdd(x, SIMD8(repeating: 1.442_695_04), SIMD8(repeating: magic))
        let n = shifted - magic
        let exponent = SIMD8<Int32>(truncatingIfNeeded: bits(shifted)) &- Int32(bitPattern: magic.bitPattern)
        var r = multiplyAdd(n, SIMD8(repeating: -0.693_359_375), x)
        r = multiplyAdd(n, SIMD8(repeating: 2.121_944_4e-4), r)
        var p = SIMD8<Float>(repeating: 1.987_569_15e-4)
        p = multiplyAdd(p, r, SIMD8(repeating: 1.398_199_95e-3))
        p = multiplyAdd(p, r, SIMD8(repeating: 8.333_451_9e-3))
        p = multiplyAdd(p, r, SIMD8(repeating: 4.166_579_6e-2))
        p = multiplyAdd(p, r, SIMD8(repeating: 1.666_666_55e-1))
        p = multiplyAdd(p, r, SIMD8(repeating: 5.000_000_1e-1))
        p = multiplyAdd(p, r * r, r) + 1
        let half = exponent &>> 1
        return p * powerOfTwo(half) * powerOfTwo(exponent &- half)
    }

    /// Within 2 ulp. The polynomial is the Taylor series to r^13, whose remainder is below 5e-18.
    @inline(__always)
    static func float64(_ input: SIMD8<Double>) -> SIMD8<Double> {
        let x = input.replacing(with: -746, where: input .< -746)
        let magic: Double = 6_755_399_441_055_744  // 1.5 · 2^52
        let shifted = multiplyAdd(x, SIMD8(repeating: 1.442_695_040_888_963_4), SIMD8(repeating: magic))
        let n = shifted - magic
        let exponent = SIMD8<Int64>(truncatingIfNeeded: bits(shifted)) &- Int64(bitPattern: magic.bitPattern)
        var r = multiplyAdd(n, SIMD8(repeating: -6.931_471_803_691_238_16e-1), x)
        r = multiplyAdd(n, SIMD8(repeating: -1.908_214_929_270_587_70e-10), r)
        var p = SIMD8<Double>(repeating: 1.0 / 6_227_020_800)
        p = multiplyAdd(p, r, SIMD8(repeating: 1.0 / 479_001_600))
        p = multiplyAdd(p, r, SIMD8(repeating: 1.0 / 39_916_800))
        p = multiplyAdd(p, r, SIMD8(repeating: 1.0 / 3_628_800))
        p = multiplyAdd(p, r, SIMD8(repeating: 1.0 / 362_880))
        p = multiplyAdd(p, r, SIMD8(repeating: 1.0 / 40_320))
        p = multiplyAdd(p, r, SIMD8(repeating: 1.0 / 5_040))
        p = multiplyAdd(p, r, SIMD8(repeating: 1.0 / 720))
        p = multiplyAdd(p, r, SIMD8(repeating: 1.0 / 120))
        p = multiplyAdd(p, r, SIMD8(repeating: 1.0 / 24))
        p = multiplyAdd(p, r, SIMD8(repeating: 1.0 / 6))
        p = multiplyAdd(p, r, SIMD8(repeating: 0.5))
        p = multiplyAdd(p, r * r, r) + 1
        let half = exponent &>> 1
        return p * powerOfTwo(half) * powerOfTwo(exponent &- half)
    }

    /// a·b + c, in one rounding where the target has an instruction for it: without one, `addingProduct` is a call into
    /// libm for every lane.
    @inline(__always)
    private static func multiplyAdd(_ a: SIMD8<Float>, _ b: SIMD8<Float>, _ c: SIMD8<Float>) -> SIMD8<Float> {
        #if SMLOSS_X86_64_V3 || SMLOSS_X86_64_V4 || arch(arm64)
            c.addingProduct(a, b)
        #else
            a * b + c
        #endif
    }

    @inline(__always)
    private static func multiplyAdd(_ a: SIMD8<Double>, _ b: SIMD8<Double>, _ c: SIMD8<Double>) -> SIMD8<Double> {
        #if SMLOSS_X86_64_V3 || SMLOSS_X86_64_V4 || arch(arm64)
            c.addingProduct(a, b)
        #else
            a * b + c
        #endif
    }

    @inline(__always)
    private static func bits(_ x: SIMD8<Float>) -> SIMD8<UInt32> { unsafeBitCast(x, to: SIMD8<UInt32>.self) }

    @inline(__always)
    private static func bits(_ x: SIMD8<Double>) -> SIMD8<UInt64> { unsafeBitCast(x, to: SIMD8<UInt64>.self) }

    @inline(__always)
    private static func powerOfTwo(_ n: SIMD8<Int32>) -> SIMD8<Float> {
        unsafeBitCast((n &+ 127) &<< 23, to: SIMD8<Float>.self)
    }

    @inline(__always)
    private static func powerOfTwo(_ n: SIMD8<Int64>) -> SIMD8<Double> {
        unsafeBitCast((n &+ 1023) &<< 52, to: SIMD8<Double>.self)
    }
}
