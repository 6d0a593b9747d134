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
        }
    }
}
