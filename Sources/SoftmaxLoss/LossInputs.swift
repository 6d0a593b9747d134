/// Where the numbers of a batch lie that its loss is made from.
///
/// Logits and targets may lie at any address; everything else lies on its boundaries.
///
/// Hazard: memory that its maker keeps alive and fills as the shape says; the kernel does not look again.
///
/// `@unchecked Sendable`: everything is only read while a kernel runs, but for logits whose memory gradients take.
public struct LossInputs<Scalar: LossScalar>: @unchecked Sendable {
    /// What is to be predicted.
    public enum Truth {
        /// One a position, each ignored or in 0 ..< all classes (``LabelCensus``).
        case labels(UnsafePointer<Int64>)
        /// Soft targets in the logits' shape: finite, not required to sum to 1.
        case targets(UnsafePointer<Scalar>)
    }

    /// `shape.elementCount` numbers.
    public var logits: UnsafePointer<Scalar>
    public var truth: Truth
    /// w: one for each of all classes, finite and at least 0; nil is 1 for each.
    public var classWeights: UnsafePointer<Double>?
    /// v: one a position, finite; nil is 1 for each.
    public var positionWeights: UnsafePointer<Double>?
    /// What the logits of all slices were found to come to, where these are the logits of one slice.
    public var merged: MergedStatistics?

    public init(
        logits: UnsafePointer<Scalar>, truth: Truth, classWeights: UnsafePointer<Double>? = nil,
        positionWeights: UnsafePointer<Double>? = nil, merged: MergedStatistics? = nil
    ) {
        self.logits = logits
        self.truth = truth
        self.classWeights = classWeights
        self.positionWeights = positionWeights
        self.merged = merged
    }
}

/// The statistics of whole rows for a kernel that sees a slice of each: one number a position.
public struct MergedStatistics {
    /// The largest of all scaled logits.
    public var maximum: UnsafePointer<Double>
    /// Σ exp(x − maximum) over all of them.
    public var sum: UnsafePointer<Double>
    /// Σ a_c over all classes; needed where there are soft targets, which only their own slice knows.
    public var coefficientSum: UnsafePointer<Double>?

    public init(
        maximum: UnsafePointer<Double>, sum: UnsafePointer<Double>, coefficientSum: UnsafePointer<Double>?
    ) {
        self.maximum = maximum
        self.sum = sum
        self.coefficientSum = coefficientSum
    }
}
