extension Float: LossScalar {
    public typealias Lanes = SIMD16<Float>

    @inline(__always)
    public static func lanes(_ element: (_ lane: Int) -> Float) -> Lanes {
        var lanes = Lanes(repeating: 0)
        for lane in 0..<Lanes.scalarCount { lanes[lane] = element(lane) }
        return lanes
    }

    @inline(__always)
    public static func exponential(_ x: Lanes) -> Lanes { Exponential.float32(x) }

    @inline(__always)
    public static func larger(_ a: Lanes, _ b: Lanes) -> Lanes { a.replacing(with: b, where: b .> a) }

    @inline(__always)
    public static func smaller(_ a: Lanes, _ b: Lanes) -> Lanes { a.replacing(with: b, where: b .< a) }

    @inline(__always)
    public static func add(_ a: Lanes, _ b: Lanes) -> Lanes { a + b }

    @inline(__always)
    public static func subtract(_ a: Lanes, _ b: Lanes) -> Lanes { a - b }

    @inline(__always)
    public static func multiply(_ a: Lanes, _ b: Lanes) -> Lanes { a * b }

    @inline(__always)
    public static func zero(_ a: Lanes, whereZero b: Lanes) -> Lanes { a.replacing(with: 0, where: b .== 0) }

    @inline(__always)
    public static func add(_ a: Lanes, to sum: Lanes, whereNotZero b: Lanes) -> Lanes {
        #if SMLOSS_X86_64_V4
            // One instruction with a mask.
            sum.replacing(with: sum + a, where: b .!= 0)
        #else
            sum + zero(a, whereZero: b)
        #endif
    }

    @inline(__always)
    public static func choose(_ a: Lanes, whereLarger b: Lanes, than c: Lanes, else d: Lanes) -> Lanes {
        d.replacing(with: a, where: b .> c)
    }

    // Lane by lane, which is compiled to the instruction; the initialiser for it is a call.

    @inline(__always)
    public static func widen(_ a: Lanes) -> SIMD16<Double> { Double.lanes { Double(a[$0]) } }

    @inline(__always)
    public static func narrow(_ a: SIMD16<Double>) -> Lanes { lanes { Float(a[$0]) } }

    public static func evaluate(block: Int, of kernel: borrowing LossKernel<Float>) -> LossSums {
        kernel.evaluateGeneric(block: block)
    }
}
