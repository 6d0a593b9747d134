/// The tensors that a model of the Open Inference Protocol answers with.
extension OutputName {
    /// Those of a model, in the order in which its metadata lists them.
    package static func all(of endpoint: LossEndpoint) -> [OutputName] {
        switch endpoint {
        case .loss:
            askable + [
                .normalizer, .validCount, .weightSum, .lossSum, .zLossSum, .clampedCount, .nonFiniteCount,
                .correctCount,
            ]
        case .partials:
            [.max, .sumExp, .targetLogit, .hasTarget, .coefficientSum, .argmax, .validCount, .weightSum]
        }
    }

    /// Those that a request gets that names none.
    static func defaults(of endpoint: LossEndpoint) -> [OutputName] {
        switch endpoint {
        case .loss: [.loss, .gradients]
        case .partials: [.max, .sumExp, .targetLogit, .hasTarget, .coefficientSum, .argmax]
        }
    }

    /// What the batch has to be asked for; nil where it is there whatever that is.
    var asked: OutputName? {
        switch self {
        case .correctCount: .correct
        case .loss: nil
        default: Self.askable.contains(self) ? self : nil
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
