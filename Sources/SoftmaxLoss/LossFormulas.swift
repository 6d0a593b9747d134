/// The formulas of ``LossOptions``, one time each: those that there is one of a position here, sixteen positions at a
/// time; those that there is one of a class in ``ClassFormulas``. All of this is float64 whatever the logits are.
struct LossFormulas: Sendable {
    /// loss_weight · logit_scale / D, which a position's scale is its weight times: NaN where D is 0.
    let scale: Double
    let logitScale: Double
    let zLoss: Double
    /// The most that one class's negative log-likelihood adds to the loss.
    let clamp: Double
    /// 1 − ε: how much of a target is its own.
    let keep: Double
    /// ε / C: how much of a target goes to each class.
    let spread: Double

    init(_ options: LossOptions, normalizer: Double, totalClassCount: Int) {
        let weight = options.lossWeight * options.logitScale
        scale = weight == 0 ? 0 : normalizer == 0 ? .nan : weight / normalizer
        logitScale = options.logitScale
        zLoss = options.zLoss
        clamp = options.semantics.clamp
        keep = 1 - options.labelSmoothing
        spread = options.labelSmoothing / Double(totalClassCount)
    }

    /// Everything that follows from m and S, and what the classes' formulas need of it.
    @inline(always)
    func conclude(_ group: inout PositionGroup) {
        let (maximum, sum) = (group.maximum, group.sum)
        let logSum = Logarithm.natural(sum)
        // The logarithm of a sum of nothing, or of e^(∞ − ∞), says less than the maximum does.
        let isFinite = isFinite(maximum)
        let logSumExp = maximum.replacing(with: maximum + logSum, where: isFinite)
        let weight = (SIMD16(repeating: scale) * group.weight).replacing(with: 0, where: .!group.isKept)
        var pull = group.coefficientSum
        if zLoss != 0 { pull += SIMD16(repeating: 2 * zLoss) * logSumExp }
        let reciprocal = SIMD16<Double>(repeating: 1) / sum
        // 0 for what has no gradient, whatever its logits.
        var factor = (weight * pull * reciprocal).replacing(with: 0, where: .!group.isKept)
        if scale == 0 { factor = SIMD16(repeating: 0) }
        group.logSum = logSum
        group.logSumExp = logSumExp
        group.scale = weight
        group.pull = pull
        group.reciprocal = reciprocal
        group.factor = factor
        group.isNumber = isFinite .& (sum .== sum)
    }

    /// n at the label, as far as it counts.
    @inline(always)
    func labelLoss(_ group: PositionGroup) -> (loss: SIMD16<Double>, isClamped: LaneMask) {
        let whole = group.labelDistance + group.logSum
        let limit = SIMD16<Double>(repeating: clamp)
        let isClamped = whole .> limit
        return (whole.replacing(with: limit, where: isClamped), isClamped)
    }

    /// g at the label, where `exponential` is exp(x − m) there.
    @inline(always)
    func labelGradient(_ group: PositionGroup, exponential: SIMD16<Double>) -> SIMD16<Double> {
        group.scale * (group.pull * (exponential * group.reciprocal) - group.labelCoefficient)
    }

    /// ℓ, of what the classes have come to: 0 where ignored, NaN where the row is not made of numbers.
    @inline(always)
    func loss(
        _ group: PositionGroup, classLosses: SIMD16<Double>, withZLoss: Bool
    ) -> (loss: SIMD16<Double>, zLoss: SIMD16<Double>) {
        let zero = SIMD16<Double>(repeating: 0)
        var penalty = zero
        if withZLoss {
            penalty = SIMD16(repeating: zLoss) * group.logSumExp * group.logSumExp * group.weight
            penalty.replace(with: 0, where: .!group.isKept)
        }
        // What weighs nothing adds nothing, even where it is infinite.
        var loss = (group.weight * classLosses).replacing(with: 0, where: isZero(group.weight)) + penalty
        loss.replace(with: .nan, where: .!group.isNumber)
        loss.replace(with: 0, where: .!group.isKept)
        return (loss, penalty)
    }
}
