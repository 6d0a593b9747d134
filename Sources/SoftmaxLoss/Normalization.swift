/// What the summed loss is divided by, and its gradient with it: Caffe's `LossParameter.NormalizationMode`
/// (`caffe.proto`) by the same names, and the weighted mean of PyTorch and ONNX.
public enum Normalization: String, Sendable, CaseIterable {
    /// The number of positions, ignored ones too.
    case full = "FULL"
    /// The number of positions that are not ignored, whatever their weights.
    case valid = "VALID"
    /// The product of the dimensions before the class axis.
    case batchSize = "BATCH_SIZE"
    /// 1: the loss is the sum.
    case none = "NONE"
    /// The sum over the kept positions of their weight times the weight of their label's class.
    case weighted = "WEIGHTED"

    /// The divisor D for a batch with this census.
    ///
    /// With Caffe's semantics a batch in which nothing is kept is divided by 1, so that its loss is 0
    /// (`SoftmaxWithLossLayer::get_normalizer`); otherwise by 0, so that it is NaN.
    func divisor(shape: borrowing LogitsShape, census: borrowing LabelCensus, semantics: LossSemantics) -> Double {
        let divisor =
            switch self {
            case .full: Double(shape.positionCount)
            case .valid: Double(census.validCount)
            case .batchSize: Double(shape.outerCount)
            case .none: 1.0
            case .weighted: census.weightSum
            }
        return divisor == 0 && semantics == .caffe ? 1 : divisor
    }
}
