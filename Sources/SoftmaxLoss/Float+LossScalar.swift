extension Float: LossScalar {
    public typealias Lanes = SIMD8<Float>
    public typealias Wide = SIMD16<Float>

    /// One by one, which is compiled to one instruction: `loadUnaligned` is at times a call.
    @inline(__always)
    public static func load(_ pointer: UnsafePointer<Float>) -> Lanes {
        SIMD8(
            pointer[0], pointer[1], pointer[2], pointer[3], pointer[4], pointer[5], pointer[6], pointer[7])
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
    public static func one(whereZero a: Lanes) -> Lanes { Lanes(repeating: 0).replacing(with: 1, where: a .== 0) }

    @inline(__always)
    public static func loadWide(_ pointer: UnsafePointer<Float>) -> Wide { joined(load(pointer), load(pointer + 8)) }

    @inline(__always)
    public static func exponential(_ x: Wide) -> Wide { Exponential.float32(x) }

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
    public static func widen(_ a: Lanes) -> SIMD8<Double> {
        // Lane by lane, which is compiled to the instruction; the initialiser for it is a call.
        SIMD8(
            Double(a[0]), Double(a[1]), Double(a[2]), Double(a[3]), Double(a[4]), Double(a[5]), Double(a[6]),
            Double(a[7]))
    }

    @inline(__always)
    public static func narrow(_ a: SIMD8<Double>) -> Lanes {
        SIMD8(Float(a[0]), Float(a[1]), Float(a[2]), Float(a[3]), Float(a[4]), Float(a[5]), Float(a[6]), Float(a[7]))
    }

    public static func evaluate(block: Int, of kernel: LossKernel<Float>) -> LossSums {
        kernel.evaluateGeneric(block: block)
    }
}
