/// How the losses of the positions are turned into one number and its gradient.
public struct LossOptions: Sendable, Equatable {
    /// What the sum is divided by.
    public enum Divisor: Sendable, Equatable {
        case normalization(Normalization)
        /// Used as given; finite and above 0.
        case explicit(Double)
    }

    /// Positions with this label add no loss and get the gradient exactly 0, whatever their logits. May also be a
    /// class: it is tested before the range of the label is.
    public var ignoreLabel: Int64?
    public var divisor: Divisor
    /// Multiplies the gradient alone, not the loss, as the top diff does in Caffe; 0 gives gradients exactly 0.
    public var lossWeight: Double

    public init(
        ignoreLabel: Int64? = nil, divisor: Divisor = .normalization(.valid), lossWeight: Double = 1
    ) throws(SoftmaxLossError) {
        if case .explicit(let value) = divisor, !(value > 0 && value.isFinite) { throw .normalizer(value) }
        guard lossWeight.isFinite else { throw .lossWeight(lossWeight) }
        self.ignoreLabel = ignoreLabel
        self.divisor = divisor
        self.lossWeight = lossWeight
    }
}
