/// The outputs that a request may name.
package enum OutputName: String, Sendable, CaseIterable {
    case loss
    case gradients
    case probabilities
    case elementLosses = "element_losses"
}
