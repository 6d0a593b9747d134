/// Whose conventions a loss follows where the systems differ.
public enum LossSemantics: String, Sendable, CaseIterable {
    /// Caffe's `SoftmaxWithLossLayer`: the negative log-likelihood of a class is at most −ln FLT_MIN in the loss, and a
    /// divisor that counts, or the weights of no position, is at least 1.
    case caffe
    /// PyTorch's `cross_entropy`: nothing is cut, and an empty divisor makes NaN.
    case pytorch
    /// ONNX's `SoftmaxCrossEntropyLoss`: as PyTorch, without an ignored label unless there is one.
    case onnx

    /// −ln FLT_MIN (`softmax_loss_layer.cpp`, `Forward_cpu`), in float64 too; ∞ where nothing is cut.
    var clamp: Double { self == .caffe ? 87.336_544_750_553_11 : .infinity }

    /// The label that is ignored unless another one or none is chosen.
    public var defaultIgnoreLabel: Int64? { self == .pytorch ? -100 : nil }

    /// What the loss is divided by unless something else is chosen.
    public func defaultNormalization(hasTargets: Bool, hasClassWeights: Bool) -> Normalization {
        switch self {
        case .caffe: .valid
        case .pytorch, .onnx: hasTargets ? .full : hasClassWeights ? .weighted : .valid
        }
    }
}
