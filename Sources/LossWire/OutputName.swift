/// The outputs that a request may name.
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
}

/// A set of them.
package struct OutputNames: OptionSet, Sendable {
    package let rawValue: UInt32

    package init(rawValue: UInt32) { self.rawValue = rawValue }

    package init(_ name: OutputName) {
        self =
            switch name {
            case .loss: .loss
            case .gradients: .gradients
            case .probabilities: .probabilities
            case .logProbabilities: .logProbabilities
            case .elementLosses: .elementLosses
            case .max: .max
            case .sumExp: .sumExp
            case .logSumExp: .logSumExp
            case .scale: .scale
            case .predictions: .predictions
            case .correct: .correct
            }
    }

    package static let loss = OutputNames(rawValue: 1 << 0)
    package static let gradients = OutputNames(rawValue: 1 << 1)
    package static let probabilities = OutputNames(rawValue: 1 << 2)
    package static let logProbabilities = OutputNames(rawValue: 1 << 3)
    package static let elementLosses = OutputNames(rawValue: 1 << 4)
    package static let max = OutputNames(rawValue: 1 << 5)
    package static let sumExp = OutputNames(rawValue: 1 << 6)
    package static let logSumExp = OutputNames(rawValue: 1 << 7)
    package static let scale = OutputNames(rawValue: 1 << 8)
    package static let predictions = OutputNames(rawValue: 1 << 9)
    package static let correct = OutputNames(rawValue: 1 << 10)
}
