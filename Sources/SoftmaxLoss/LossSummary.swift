/// What there is one of per batch. Sums are float64 whatever the logits are.
public struct LossSummary: Sendable, Equatable {
    /// The summed loss of the kept positions, before the division. In a slice of the classes, its share.
    public var lossSum: Double
    /// The part of `lossSum` that the z-loss is: Σ v·z·lse².
    public var zLossSum: Double
    /// What the sum was divided by.
    public var normalizer: Double
    /// What that is called; nil where it was given as a number.
    public var normalization: Normalization?
    /// Number of positions that are not ignored.
    public var validCount: Int
    /// Σ of the kept positions' weights times the weights of their labels' classes: `validCount`, where all are 1.
    public var weightSum: Double
    /// Kept positions with a loss term that was cut to −ln FLT_MIN, about 87.3365, as Caffe cuts it.
    public var clampedCount: Int
    /// Kept positions whose loss is NaN or infinite.
    public var nonFiniteCount: Int
    /// Positions that are correct; 0 unless ``LossOutputs/correct`` was asked for.
    public var correctCount: Int

    /// The loss: `lossSum / normalizer`, NaN where that is 0.
    public var loss: Double { normalizer == 0 ? .nan : lossSum / normalizer }
}
