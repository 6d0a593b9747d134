/// What there may be in an answer, by its name on the wire.
package enum OutputName: String, Sendable, CaseIterable {
    case loss
    case gradients
    case probabilities
    case logProbabilities = "log_probabilities"
    case elementLosses = "element_losses"
    case max
    case sumExp = "sum_exp"
    case logSumExp = "log_sum_exp"
    case scale
    case predictions
    case correct
    // Single numbers, which are there whatever was asked for.
    case normalizer
    case validCount = "valid_count"
    case weightSum = "weight_sum"
    case lossSum = "loss_sum"
    case zLossSum = "z_loss_sum"
    case clampedCount = "clamped_count"
    case nonFiniteCount = "non_finite_count"
    case correctCount = "correct_count"
    // Of a slice of the classes alone.
    case targetLogit = "target_logit"
    case hasTarget = "has_target"
    case coefficientSum = "coefficient_sum"
    case argmax

    /// Those that a batch may ask for.
    package static let askable: [OutputName] = [
        .loss, .gradients, .probabilities, .logProbabilities, .elementLosses, .max, .sumExp, .logSumExp, .scale,
        .predictions, .correct,
    ]
}
