extension Double: LossScalar {
    public typealias Lanes = SIMD16<Double>

    @inline(__always)
    public static func lanes(_ element: (_ lane: Int) -> Double) -> Lanes {
        var lanes = Lanes(repeating: 0)
        for lane in 0..<Lanes.scalarCount { lanes[lane] = element(lane) }
        return lanes
    }

    @inline(__always)
    public static func exponential(_ x: Lanes) -> Lanes { Exponential.float64(x) }

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

    @inline(__always)
    public static func widen(_ a: Lanes) -> SIMD16<Double> { a }

    @inline(__always)
    public static func narrow(_ a: SIMD16<Double>) -> Lanes { a }

    public static func evaluate(block: Int, of kernel: borrowing LossKernel<Double>) -> LossSums {
        kernel.evaluateGeneric(block: block)
    }
}
