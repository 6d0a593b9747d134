/// What there is one of per batch. Sums are float64 whatever the logits are.
public struct LossSummary: Sendable, Equatable {
    /// The summed loss of the kept positions, before the division.
    public var lossSum: Double
    /// What the sum was divided by.
    public var normalizer: Double
    /// Number of positions that are not ignored.
    public var validCount: Int
    /// The sum of the kept positions' weights: `validCount`, where all weights are 1.
    public var weightSum: Double
    /// Kept positions whose loss was cut to −ln FLT_MIN, about 87.3365, as Caffe cuts it.
    public var clampedCount: Int
    /// Kept positions whose loss is NaN or infinite.
    public var nonFiniteCount: Int

    /// The loss: `lossSum / normalizer`.
    public var loss: Double { lossSum / normalizer }
}
