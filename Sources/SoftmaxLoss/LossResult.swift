/// What was computed of one batch. Tensors that were not asked for are empty; ``LossOutputs`` says what is in them.
public struct LossResult<Scalar: LossScalar>: Sendable {
    public let summary: LossSummary
    // In the logits' shape, row-major.
    public let gradients: [Scalar]
    public let probabilities: [Scalar]
    public let logProbabilities: [Scalar]
    // One a position.
    public let elementLosses: [Scalar]
    public let maxima: [Double]
    public let sums: [Double]
    public let logSums: [Double]
    public let scales: [Double]
    public let predictions: [Int64]
    public let correct: [Bool]
}
