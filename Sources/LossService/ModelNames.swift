import LossWire

/// What the models of the Open Inference Protocol are called here.
package struct ModelNames: Sendable {
    package let loss: String
    package let partials: String

    /// - Parameter loss: the name of the model that computes losses; that of the other follows from it.
    package init(loss: String = "softmax_loss") {
        self.loss = loss
        partials = loss + "_partials"
    }

    subscript(endpoint: LossEndpoint) -> String {
        switch endpoint {
        case .loss: loss
        case .partials: partials
        }
    }

    func endpoint(_ name: String) -> LossEndpoint? {
        name == loss ? .loss : name == partials ? .partials : nil
    }
}
