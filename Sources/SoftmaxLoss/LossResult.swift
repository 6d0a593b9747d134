/// What was computed of one batch. Tensors that were not asked for are empty.
public struct LossResult<Scalar: LossScalar>: Sendable {
    public let summary: LossSummary
    /// In the logits' shape, row-major.
    public let gradients: [Scalar]
    /// In the logits' shape, row-major.
    public let probabilities: [Scalar]
    /// One a position.
    public let elementLosses: [Scalar]
}
