/// a·b + c, in one rounding where the target has an instruction for it: without one, `addingProduct` is a call into libm
/// for every lane.
@inline(__always)
func multiplyAdd(_ a: SIMD16<Float>, _ b: SIMD16<Float>, _ c: SIMD16<Float>) -> SIMD16<Float> {
    #if SMLOSS_X86_64_V3 || SMLOSS_X86_64_V4 || arch(arm64)
        c.addingProduct(a, b)
    #else
        a * b + c
    #endif
}

@inline(__always)
func multiplyAdd(_ a: SIMD16<Double>, _ b: SIMD16<Double>, _ c: SIMD16<Double>) -> SIMD16<Double> {
    #if SMLOSS_X86_64_V3 || SMLOSS_X86_64_V4 || arch(arm64)
        c.addingProduct(a, b)
    #else
        a * b + c
    #endif
}
