/// What the summed loss is divided by, and its gradient with it: Caffe's `LossParameter.NormalizationMode`
/// (`caffe.proto`), by the same names.
///
/// As in Caffe's `SoftmaxWithLossLayer::get_normalizer`, a divisor is at least 1, so a batch whose every position is
/// ignored has the loss 0, not NaN.
public enum Normalization: String, Sendable, CaseIterable {
    /// The number of positions, ignored ones too.
    case full = "FULL"
    /// The number of positions that are not ignored.
    case valid = "VALID"
    /// The product of the dimensions before the class axis.
    case batchSize = "BATCH_SIZE"
    /// 1: the loss is the sum.
    case none = "NONE"

    /// The divisor for a batch in which `validCount` positions are kept.
    func divisor(shape: LogitsShape, validCount: Int) -> Double {
        switch self {
        case .full: Double(shape.positionCount)
        case .valid: Double(max(validCount, 1))
        case .batchSize: Double(shape.outerCount)
        case .none: 1
        }
    }
}
