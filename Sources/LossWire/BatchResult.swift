import SoftmaxLoss

/// What is answered to one batch.
package struct BatchResult: Sendable {
    let request: BatchRequest
    let summary: LossSummary
    /// Those that were asked for, in the order in which they are written, but for the gradients.
    let tensors: [ResultTensor]

    package init(request: BatchRequest, summary: LossSummary, tensors: [ResultTensor]) {
        self.request = request
        self.summary = summary
        self.tensors = tensors
    }

    /// The type of the arithmetic.
    var type: ScalarType { request.logits.type }

    /// Has `body` see every tensor in the order in which they are written. Gradients, which lie where the logits did and so
    /// are in no list, go before whatever else has an element a logit.
    @inline(__always)
    func forEachTensor(_ body: (ResultTensor) -> Void) {
        for tensor in tensors where tensor.isPerPosition { body(tensor) }
        if request.asksForGradients {
            switch request.logits {
            case .float32(let storage): body(ResultTensor(.gradients, .float32(storage), isPerPosition: false))
            case .float64(let storage): body(ResultTensor(.gradients, .float64(storage), isPerPosition: false))
            }
        }
        for tensor in tensors where !tensor.isPerPosition { body(tensor) }
    }

    func tensor(_ name: OutputName) -> ResultTensor? {
        var found: ResultTensor?
        forEachTensor { if $0.name == name { found = $0 } }
        return found
    }
}
