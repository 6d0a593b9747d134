/// The tensors that are computed beside the loss.
public struct LossOutputs: OptionSet, Sendable {
    public let rawValue: Int
    public init(rawValue: Int) { self.rawValue = rawValue }

    /// d loss_weight·loss / d logits, in the logits' shape.
    public static let gradients = LossOutputs(rawValue: 1 << 0)
    /// The softmax over the class axis, in the logits' shape, at ignored positions too.
    public static let probabilities = LossOutputs(rawValue: 1 << 1)
    /// The loss of each position, undivided, 0 where ignored; the logits' shape without the class axis, as all below.
    public static let elementLosses = LossOutputs(rawValue: 1 << 2)
    /// −n_c, in the logits' shape, at ignored positions too; −∞ for masked classes.
    public static let logProbabilities = LossOutputs(rawValue: 1 << 3)
    /// m: the largest scaled logit, in float64; NaN in a row that has a NaN.
    public static let maxima = LossOutputs(rawValue: 1 << 4)
    /// S, in float64: NaN where the maximum is NaN or +∞, 0 where it is −∞.
    public static let sums = LossOutputs(rawValue: 1 << 5)
    /// lse, in float64: NaN, +∞ or −∞ where the maximum is.
    public static let logSums = LossOutputs(rawValue: 1 << 6)
    /// scale, in float64: 0 where ignored.
    public static let scales = LossOutputs(rawValue: 1 << 7)
    /// The lowest class with the largest logit, at ignored positions too; the first NaN of a row that has one.
    public static let predictions = LossOutputs(rawValue: 1 << 8)
    /// Whether the label is among the `topK` largest, ties going to the lower class; false where ignored and in rows
    /// that have a NaN.
    public static let correct = LossOutputs(rawValue: 1 << 9)
}
