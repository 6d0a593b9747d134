import LossWire

/// What the models of the Open Inference Protocol are called here.
package struct ModelNames: Sendable {
    package let loss: String
    package let partials: String
    private let quoted: (loss: String, partials: String)

    /// - Parameter loss: the name of the model that computes losses; that of the other follows from it.
    package init(loss: String = "softmax_loss") {
        self.loss = loss
        partials = loss + "_partials"
        quoted = (JSONText.quoted(loss), JSONText.quoted(partials))
    }

    /// The name as a JSON string.
    subscript(quoted endpoint: LossEndpoint) -> String {
        switch endpoint {
        case .loss: quoted.loss
        case .partials: quoted.partials
        }
    }

    func endpoint(_ name: String) -> LossEndpoint? {
        name == loss ? .loss : name == partials ? .partials : nil
    }
}
