extension Double: LossScalar {
    public typealias Lanes = SIMD8<Double>
    public typealias Wide = SIMD16<Double>

    /// One by one, which is compiled to one instruction: `loadUnaligned` is at times a call.
    @inline(__always)
    public static func load(_ pointer: UnsafePointer<Double>) -> Lanes {
        SIMD8(
            pointer[0], pointer[1], pointer[2], pointer[3], pointer[4], pointer[5], pointer[6], pointer[7])
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
    public static func one(whereZero a: Lanes) -> Lanes { Lanes(repeating: 0).replacing(with: 1, where: a .== 0) }

    @inline(__always)
    public static func loadWide(_ pointer: UnsafePointer<Double>) -> Wide { joined(load(pointer), load(pointer + 8)) }

    @inline(__always)
    public static func exponential(_ x: Wide) -> Wide {
        joined(Exponential.float64(x.lowHalf), Exponential.float64(x.highHalf))
    }

    @inline(__always)
    public static func larger(_ a: Wide, _ b: Wide) -> Wide { a.replacing(with: b, where: b .> a) }

    @inline(__always)
    public static func add(_ a: Wide, _ b: Wide) -> Wide { a + b }

    @inline(__always)
    public static func subtract(_ a: Wide, _ b: Wide) -> Wide { a - b }

    @inline(__always)
    public static func multiply(_ a: Wide, _ b: Wide) -> Wide { a * b }

    @inline(__always)
    public static func zero(_ a: Wide, whereZero b: Wide) -> Wide { a.replacing(with: 0, where: b .== 0) }

    @inline(__always)
    public static func one(whereZero a: Wide) -> Wide { Wide(repeating: 0).replacing(with: 1, where: a .== 0) }

    @inline(__always)
    public static func choose(_ a: Wide, whereLarger b: Wide, than c: Wide, else d: Wide) -> Wide {
        d.replacing(with: a, where: b .> c)
    }

    @inline(__always)
    public static func halves(_ a: Wide) -> (low: Lanes, high: Lanes) { (a.lowHalf, a.highHalf) }

    @inline(__always)
    public static func joined(_ low: Lanes, _ high: Lanes) -> Wide { Wide(lowHalf: low, highHalf: high) }

    @inline(__always)
    public static func widen(_ a: Lanes) -> SIMD8<Double> { a }

    @inline(__always)
    public static func narrow(_ a: SIMD8<Double>) -> Lanes { a }

    public static func evaluate(block: Int, of kernel: LossKernel<Double>) -> LossSums {
        kernel.evaluateGeneric(block: block)
    }
}
