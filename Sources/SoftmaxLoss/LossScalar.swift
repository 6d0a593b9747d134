/// A type that logits come in and arithmetic is done in: `Float` or `Double`.
///
/// The lane operations are requirements, not the operators of `SIMD`, because those are loops over lanes wherever the
/// type is generic, specialised or not: five times slower than the instructions that these are for a known type.
public protocol LossScalar: BinaryFloatingPoint, SIMDScalar, BitwiseCopyable, Codable, Sendable {
    /// Eight scalars that are worked on together.
    associatedtype Lanes: SIMD where Lanes.Scalar == Self
    /// Sixteen, for the loops that nearly all time goes into.
    associatedtype Wide: SIMD where Wide.Scalar == Self

    /// Eight scalars side by side, aligned as one of them is.
    static func load(_ pointer: UnsafePointer<Self>) -> Lanes
    /// e^x in each lane for x ≤ 0: 0 for −∞, NaN for NaN.
    static func exponential(_ x: Lanes) -> Lanes
    /// The larger in each lane; `a` where `b` is NaN.
    static func larger(_ a: Lanes, _ b: Lanes) -> Lanes
    /// The smaller in each lane; `a` where either is NaN.
    static func smaller(_ a: Lanes, _ b: Lanes) -> Lanes
    static func add(_ a: Lanes, _ b: Lanes) -> Lanes
    static func subtract(_ a: Lanes, _ b: Lanes) -> Lanes
    static func multiply(_ a: Lanes, _ b: Lanes) -> Lanes
    /// `a`, and 0 in the lanes in which `b` is 0, whatever `a` is there.
    static func zero(_ a: Lanes, whereZero b: Lanes) -> Lanes
    /// 1 in the lanes in which `a` is 0, and 0 in the others.
    static func one(whereZero a: Lanes) -> Lanes
    static func loadWide(_ pointer: UnsafePointer<Self>) -> Wide
    static func exponential(_ x: Wide) -> Wide
    static func larger(_ a: Wide, _ b: Wide) -> Wide
    static func add(_ a: Wide, _ b: Wide) -> Wide
    static func subtract(_ a: Wide, _ b: Wide) -> Wide
    static func multiply(_ a: Wide, _ b: Wide) -> Wide
    static func zero(_ a: Wide, whereZero b: Wide) -> Wide
    static func one(whereZero a: Wide) -> Wide
    /// `a` in the lanes in which `b` is larger than `c`, and `d` in the others.
    static func choose(_ a: Wide, whereLarger b: Wide, than c: Wide, else d: Wide) -> Wide
    static func halves(_ a: Wide) -> (low: Lanes, high: Lanes)
    static func joined(_ low: Lanes, _ high: Lanes) -> Wide
    /// The same numbers in float64: exact.
    static func widen(_ a: Lanes) -> SIMD8<Double>
    /// The nearest numbers of this type.
    static func narrow(_ a: SIMD8<Double>) -> Lanes

    /// ``LossKernel/evaluate(block:)`` compiled for this type: generic code that is called from another module is not
    /// specialised there.
    static func evaluate(block: Int, of kernel: LossKernel<Self>) -> LossSums
}
