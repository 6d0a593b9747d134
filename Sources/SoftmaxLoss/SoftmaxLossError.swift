/// Why a loss cannot be computed. Every case is a mistake in the input; none is a failure of the computation.
public enum SoftmaxLossError: Error, Sendable, Equatable {
    /// A tensor of logits has 1 to 16 dimensions.
    case rank(Int)
    /// Every dimension is at least 1.
    case dimension(index: Int, size: Int)
    /// The product of the dimensions is more than memory can address.
    case tooManyElements
    /// The axis is outside -rank ..< rank.
    case axis(Int, rank: Int)
    case logitCount(Int, expected: Int)
    case labelCount(Int, expected: Int)
    /// A label that is not ignored is outside 0 ..< classes.
    case label(Int64, position: Int, classes: Int)
    /// An explicit normalizer is finite and above 0.
    case normalizer(Double)
    /// The loss weight is finite.
    case lossWeight(Double)
    /// Label smoothing is 0 to 1.
    case labelSmoothing(Double)
    /// The weight of the z-loss is finite and at least 0.
    case zLoss(Double)
    /// The logits' scale is finite.
    case logitScale(Double)
    case topK(Int)
    /// A slice of `size` classes lies within all of them.
    case slice(ClassSlice, size: Int)
    case targetCount(Int, expected: Int)
    /// A soft target is finite.
    case target(Double, index: Int)
    case classWeightCount(Int, expected: Int)
    /// A class weight is finite and at least 0.
    case classWeight(Double, index: Int)
    case positionWeightCount(Int, expected: Int)
    /// A position's weight is finite.
    case positionWeight(Double, index: Int)
    /// No label is ignored among soft targets, which have none.
    case ignoreLabelWithTargets
    /// Only labels can be predicted correctly.
    case correctWithTargets
    /// What takes the logits of all classes cannot be told from a slice.
    case outputOfSlice
    /// The slices to merge have other numbers of positions, or the statistics of all slices are those of others.
    case statisticsCount(Int, expected: Int)
    /// Where there are soft targets, the statistics of all slices need the sum of the coefficients.
    case coefficientSumMissing
}

extension SoftmaxLossError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .rank(let rank):
            "logits have 1 to \(LogitsShape.maximumRank) dimensions, not \(rank)"
        case .dimension(let index, let size):
            "dimension \(index) is \(size), and every dimension is at least 1"
        case .tooManyElements:
            "the product of the dimensions is too large"
        case .axis(let axis, let rank):
            "axis \(axis) is outside [\(-rank), \(rank)) for logits of rank \(rank)"
        case .logitCount(let count, let expected):
            "there are \(count) logits, and the shape has \(expected)"
        case .labelCount(let count, let expected):
            "there are \(count) labels for \(expected) positions"
        case .label(let label, _, let classes):
            "label \(label) is outside [0, \(classes))"
        case .normalizer(let value):
            "normalizer is \(value), and has to be finite and above 0"
        case .lossWeight(let value):
            "loss_weight is \(value), and has to be finite"
        case .labelSmoothing(let value):
            "label_smoothing is \(value), and has to be from 0 to 1"
        case .zLoss(let value):
            "z_loss is \(value), and has to be finite and at least 0"
        case .logitScale(let value):
            "logit_scale is \(value), and has to be finite"
        case .topK(let value):
            "top_k is \(value), and has to be at least 1"
        case .slice(let slice, let size):
            "\(size) classes from \(slice.offset) on are not within \(slice.classCount) classes"
        case .targetCount(let count, let expected):
            "there are \(count) targets, and the shape has \(expected) logits"
        case .target(let value, _):
            "a target is \(value), and has to be finite"
        case .classWeightCount(let count, let expected):
            "there are \(count) class weights for \(expected) classes"
        case .classWeight(let value, _):
            "a class weight is \(value), and has to be finite and at least 0"
        case .positionWeightCount(let count, let expected):
            "there are \(count) position weights for \(expected) positions"
        case .positionWeight(let value, _):
            "a position weight is \(value), and has to be finite"
        case .ignoreLabelWithTargets:
            "soft targets have no label that could be ignored"
        case .correctWithTargets:
            "only labels can be predicted correctly, and there are soft targets"
        case .outputOfSlice:
            "predictions take the logits of all classes, and there is a slice of them"
        case .statisticsCount(let count, let expected):
            "there are statistics of \(count) positions for \(expected) positions"
        case .coefficientSumMissing:
            "soft targets need the sum of the coefficients of all slices"
        }
    }
}
