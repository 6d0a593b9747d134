/// The tensors that are computed beside the loss.
public struct LossOutputs: OptionSet, Sendable {
    public let rawValue: Int
    public init(rawValue: Int) { self.rawValue = rawValue }

    /// d loss_weight·loss / d logits, in the logits' shape.
    public static let gradients = LossOutputs(rawValue: 1 << 0)
    /// The softmax over the class axis, in the logits' shape, at ignored positions too.
    public static let probabilities = LossOutputs(rawValue: 1 << 1)
    /// The loss of each position, undivided, 0 where ignored; the logits' shape without the class axis.
    public static let elementLosses = LossOutputs(rawValue: 1 << 2)
}
