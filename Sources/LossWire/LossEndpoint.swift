/// What a batch is sent for.
package enum LossEndpoint: Sendable {
    /// Its loss and gradients.
    case loss
    /// What its slice of the classes says about each position.
    case partials
}
