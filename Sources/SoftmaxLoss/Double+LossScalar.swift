extension Double: LossScalar {
    public typealias Lanes = SIMD8<Double>

    @inline(__always)
    public static func exponential(_ x: Lanes) -> Lanes { Exponential.float64(x) }

    @inline(__always)
    public static func larger(_ a: Lanes, _ b: Lanes) -> Lanes { a.replacing(with: b, where: b .> a) }

    @inline(__always)
    public static func add(_ a: Lanes, _ b: Lanes) -> Lanes { a + b }

    @inline(__always)
    public static func subtract(_ a: Lanes, _ b: Lanes) -> Lanes { a - b }

    @inline(__always)
    public static func multiply(_ a: Lanes, _ b: Lanes) -> Lanes { a * b }

    @inline(__always)
    public static func multiplyOrZero(_ a: Lanes, _ b: Lanes) -> Lanes {
        (a * b).replacing(with: 0, where: b .== 0)
    }

    @inline(__always)
    public static func sum(_ a: Lanes) -> Double {
        let b = a
        return ((b[0] + b[4]) + (b[2] + b[6])) + ((b[1] + b[5]) + (b[3] + b[7]))
    }

    public static func evaluate(block: Int, of kernel: LossKernel<Double>) -> LossSums {
        kernel.evaluateGeneric(block: block)
    }
}
