/// A type that logits come in and arithmetic is done in: `Float` or `Double`.
///
/// The lane operations are requirements, not the operators of `SIMD`, because those are loops over lanes wherever the
/// type is generic, specialised or not: five times slower than the instructions that these are for a known type.
public protocol LossScalar: BinaryFloatingPoint, SIMDScalar, BitwiseCopyable, Codable, Sendable {
    /// Sixteen scalars that are worked on together: as many float32 as the longest registers hold.
    associatedtype Lanes: SIMD where Lanes.Scalar == Self

    /// One by one, which is compiled to one instruction where it can be.
    static func lanes(_ element: (_ lane: Int) -> Self) -> Lanes
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
    /// `sum`, and `sum` + `a` in the lanes in which `b` is not 0.
    static func add(_ a: Lanes, to sum: Lanes, whereNotZero b: Lanes) -> Lanes
    /// `a` in the lanes in which `b` is larger than `c`, and `d` in the others.
    static func choose(_ a: Lanes, whereLarger b: Lanes, than c: Lanes, else d: Lanes) -> Lanes
    /// The same numbers in float64: exact.
    static func widen(_ a: Lanes) -> SIMD16<Double>
    /// The nearest numbers of this type.
    static func narrow(_ a: SIMD16<Double>) -> Lanes

    /// ``LossKernel/evaluate(block:)`` compiled for this type: generic code that is called from another module is not
    /// specialised there.
    static func evaluate(block: Int, of kernel: borrowing LossKernel<Self>) -> LossSums
}
