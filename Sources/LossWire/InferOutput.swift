/// A tensor that a model of the Open Inference Protocol answers with, by its name.
package enum InferOutputName: String, Sendable, CaseIterable {
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

    /// Those of a model, in the order in which its metadata lists them.
    package static func all(of endpoint: LossEndpoint) -> [InferOutputName] {
        switch endpoint {
        case .loss:
            [
                .loss, .gradients, .probabilities, .logProbabilities, .elementLosses, .max, .sumExp, .logSumExp, .scale,
                .predictions, .correct, .normalizer, .validCount, .weightSum, .lossSum, .zLossSum, .clampedCount,
                .nonFiniteCount, .correctCount,
            ]
        case .partials:
            [.max, .sumExp, .targetLogit, .hasTarget, .coefficientSum, .argmax, .validCount, .weightSum]
        }
    }

    /// Those that a request gets that names none.
    static func defaults(of endpoint: LossEndpoint) -> [InferOutputName] {
        switch endpoint {
        case .loss: [.loss, .gradients]
        case .partials: [.max, .sumExp, .targetLogit, .hasTarget, .coefficientSum, .argmax]
        }
    }

    /// What has to be computed for it; nil where it comes with whatever is.
    var computed: OutputName? {
        switch self {
        case .correctCount: .correct
        case .loss: nil
        default: OutputName(rawValue: rawValue)
        }
    }

    /// How many there are of it.
    package enum Extent: Sendable { case one, positions, logits }

    package var extent: Extent {
        switch self {
        case .gradients, .probabilities, .logProbabilities: .logits
        case .elementLosses, .max, .sumExp, .logSumExp, .scale, .predictions, .correct, .targetLogit, .hasTarget,
            .coefficientSum, .argmax:
            .positions
        case .loss, .normalizer, .validCount, .weightSum, .lossSum, .zLossSum, .clampedCount, .nonFiniteCount,
            .correctCount:
            .one
        }
    }

    /// Its type where the logits are of the type `logits`: theirs for what has their shape, float32 or more else.
    package func datatype(logits: TensorDatatype) -> TensorDatatype {
        switch self {
        case .gradients, .probabilities, .logProbabilities: logits
        case .loss, .elementLosses: logits == .fp64 ? .fp64 : .fp32
        case .max, .sumExp, .logSumExp, .scale, .targetLogit, .coefficientSum, .normalizer, .weightSum, .lossSum,
            .zLossSum:
            .fp64
        case .predictions, .hasTarget, .argmax, .validCount, .clampedCount, .nonFiniteCount, .correctCount: .int64
        case .correct: .bool
        }
    }
}

/// An output that a request asks for.
package struct InferOutput: Sendable {
    package let name: InferOutputName
    /// Whether it goes out as octets, not in the JSON.
    package let isBinary: Bool
}
