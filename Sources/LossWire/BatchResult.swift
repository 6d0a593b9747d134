import SoftmaxLoss

/// What is answered to one batch.
package struct BatchResult: Sendable {
    /// The tensors that were asked for, in the type of the arithmetic; nil is not asked for.
    package struct Tensors<Scalar: LossScalar & BitwiseCopyable>: Sendable {
        package var gradients: TensorStorage<Scalar>?
        package var probabilities: TensorStorage<Scalar>?
        package var elementLosses: TensorStorage<Scalar>?

        package init(
            gradients: TensorStorage<Scalar>?, probabilities: TensorStorage<Scalar>?,
            elementLosses: TensorStorage<Scalar>?
        ) {
            self.gradients = gradients
            self.probabilities = probabilities
            self.elementLosses = elementLosses
        }
    }

    package enum TypedTensors: Sendable {
        case float32(Tensors<Float>)
        case float64(Tensors<Double>)
    }

    let request: BatchRequest
    let summary: LossSummary
    let tensors: TypedTensors

    package init(request: BatchRequest, summary: LossSummary, tensors: TypedTensors) {
        self.request = request
        self.summary = summary
        self.tensors = tensors
    }
}
