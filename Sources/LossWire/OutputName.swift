/// The outputs that a request may name.
package enum OutputName: String, Sendable, CaseIterable {
    case loss
    case gradients
    case probabilities
    case elementLosses = "element_losses"
}

/// A set of them.
package struct OutputNames: OptionSet, Sendable {
    package let rawValue: UInt32

    package init(rawValue: UInt32) { self.rawValue = rawValue }

    package init(_ name: OutputName) {
        switch name {
        case .loss: self = .loss
        case .gradients: self = .gradients
        case .probabilities: self = .probabilities
        case .elementLosses: self = .elementLosses
        }
    }

    package static let loss = OutputNames(rawValue: 1 << 0)
    package static let gradients = OutputNames(rawValue: 1 << 1)
    package static let probabilities = OutputNames(rawValue: 1 << 2)
    package static let elementLosses = OutputNames(rawValue: 1 << 3)
}
