/// Where a kernel writes what was asked for; nil is not asked for.
///
/// What has the logits' shape may lie at any address; everything else lies on its boundaries.
///
/// Hazard: memory that its maker keeps alive, with room as ``LossOutputs`` says. `gradients` may be the memory of the
/// logits, which are then replaced; nothing else may overlap.
///
/// `@unchecked Sendable`: every block of a kernel writes the elements of its own positions alone.
public struct LossOutputMemory<Scalar: LossScalar>: @unchecked Sendable {
    public var gradients: UnsafeMutablePointer<Scalar>?
    public var probabilities: UnsafeMutablePointer<Scalar>?
    public var logProbabilities: UnsafeMutablePointer<Scalar>?
    public var elementLosses: UnsafeMutablePointer<Scalar>?
    public var maxima: UnsafeMutablePointer<Double>?
    public var sums: UnsafeMutablePointer<Double>?
    public var logSums: UnsafeMutablePointer<Double>?
    public var scales: UnsafeMutablePointer<Double>?
    public var predictions: UnsafeMutablePointer<Int64>?
    public var correct: UnsafeMutablePointer<Bool>?
    /// x at the label, scaled; 0 where `labelsHere` is false.
    public var targetLogits: UnsafeMutablePointer<Double>?
    /// Whether the label is in the slice and not ignored.
    public var labelsHere: UnsafeMutablePointer<Bool>?
    /// Σ a over the slice.
    public var coefficientSums: UnsafeMutablePointer<Double>?

    public init() {}

    /// Whether there is one number a position to write.
    var describesPositions: Bool {
        elementLosses != nil || maxima != nil || sums != nil || logSums != nil || scales != nil
            || coefficientSums != nil
    }

    /// Whether something is asked for that logits have to be looked through for.
    var searches: Bool { predictions != nil || correct != nil || targetLogits != nil || labelsHere != nil }

    /// Whether something is written at ignored positions that takes their logits.
    var describesEveryPosition: Bool {
        probabilities != nil || logProbabilities != nil || maxima != nil || sums != nil || logSums != nil
            || predictions != nil
    }
}
