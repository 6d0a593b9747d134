/// How the losses of the positions are made, and turned into one number and its gradient.
///
/// For a position with logits x times `logitScale`, targets t (1 at the label) and weight v, and for class weights w:
///
///     m = max x    S = Σ exp(x_c − m)    lse = m + ln S    p_c = exp(x_c − m) / S    n_c = (m − x_c) + ln S
///     a_c = w_c·((1 − labelSmoothing)·t_c + labelSmoothing / C)    A = Σ a_c
///     ℓ = v·(Σ a_c·n_c + zLoss·lse²)    loss = Σ ℓ over the kept positions / D
///     d lossWeight·loss / d logit_c = scale·((A + 2·zLoss·lse)·p_c − a_c)    scale = lossWeight·logitScale·v / D
public struct LossOptions: Sendable, Equatable {
    /// What the sum is divided by.
    public enum Divisor: Sendable, Equatable {
        case normalization(Normalization)
        /// Used as given; finite and above 0.
        case explicit(Double)
    }

    /// Positions with this label add no loss and get the gradient exactly 0, whatever their logits. May also be a
    /// class: it is tested before the range of the label is. Nothing is ignored among soft targets.
    public var ignoreLabel: Int64?
    /// nil is the default of the semantics.
    public var divisor: Divisor?
    /// Multiplies the gradient alone, not the loss, as the top diff does in Caffe; 0 gives gradients exactly 0.
    public var lossWeight = 1.0
    /// Whether losses are cut and what an empty divisor does.
    public var semantics = LossSemantics.caffe
    /// How much of each target goes evenly to all classes: 0 to 1 (PyTorch's `label_smoothing`).
    public var labelSmoothing = 0.0
    /// The weight of lse², at least 0: keeps logits from drifting (the z-loss of Mesh TensorFlow and PaLM).
    public var zLoss = 0.0
    /// What logits are multiplied by first: the inverse of a temperature. Gradients are with respect to the logits given.
    public var logitScale = 1.0
    /// Among how many of the largest logits the label has to be for its position to be correct: at least 1.
    public var topK = 1

    private init() {}

    /// Those of a batch that has none.
    package static var standard: LossOptions { LossOptions() }

    public init(
        ignoreLabel: Int64? = nil, divisor: Divisor? = nil, lossWeight: Double = 1, semantics: LossSemantics = .caffe,
        labelSmoothing: Double = 0, zLoss: Double = 0, logitScale: Double = 1, topK: Int = 1
    ) throws(SoftmaxLossError) {
        self.ignoreLabel = ignoreLabel
        self.divisor = divisor
        self.lossWeight = lossWeight
        self.semantics = semantics
        self.labelSmoothing = labelSmoothing
        self.zLoss = zLoss
        self.logitScale = logitScale
        self.topK = topK
        try check()
    }

    /// Whether each of them means something.
    package func check() throws(SoftmaxLossError) {
        if case .explicit(let value) = divisor, !(value > 0 && value.isFinite) { throw .normalizer(value) }
        guard lossWeight.isFinite else { throw .lossWeight(lossWeight) }
        guard labelSmoothing >= 0, labelSmoothing <= 1 else { throw .labelSmoothing(labelSmoothing) }
        guard zLoss >= 0, zLoss.isFinite else { throw .zLoss(zLoss) }
        guard logitScale.isFinite else { throw .logitScale(logitScale) }
        guard topK >= 1 else { throw .topK(topK) }
    }
}
