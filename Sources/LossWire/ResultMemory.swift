import SoftmaxLoss

/// The memory of what a batch asks for, for the kernel and for the answer.
///
/// Gradients take the memory of the logits, which nobody needs any more once they are there.
package struct ResultMemory<Scalar: LossScalar> {
    package private(set) var outputs = LossOutputMemory<Scalar>()
    /// All but the gradients.
    package private(set) var tensors: [ResultTensor] = []

    @inline(__always)
    fileprivate init(
        _ request: borrowing BatchRequest, _ logits: borrowing TensorStorage<Scalar>,
        _ elements: (TensorStorage<Scalar>) -> ResultTensor.Elements
    ) throws(LossWireError) {
        let (positions, count) = (request.shape.positionCount, request.shape.elementCount)
        func position<Element>(_ type: Element.Type) throws(LossWireError) -> TensorStorage<Element> {
            try TensorStorage(uninitialized: positions)
        }
        func add(_ name: OutputName, _ elements: ResultTensor.Elements, isPerPosition: Bool = true) {
            tensors.append(ResultTensor(name, elements, isPerPosition: isPerPosition))
        }
        func addReal(_ name: OutputName) throws(LossWireError) -> UnsafeMutablePointer<Double> {
            let storage = try position(Double.self)
            add(name, .float64(storage))
            return storage.base
        }
        func addIndices(_ name: OutputName) throws(LossWireError) -> UnsafeMutablePointer<Int64> {
            let storage = try position(Int64.self)
            add(name, .indices(storage))
            return storage.base
        }
        func addElements(_ name: OutputName) throws(LossWireError) -> UnsafeMutablePointer<Scalar> {
            let storage = try TensorStorage<Scalar>(uninitialized: count)
            add(name, elements(storage), isPerPosition: false)
            return storage.base
        }

        if request.endpoint == .partials {
            outputs.maxima = try addReal(.max)
            outputs.sums = try addReal(.sumExp)
            let (targetLogits, areHere) = (try position(Double.self), try position(Bool.self))
            add(.targetLogit, .optionals(targetLogits, areHere))
            (outputs.targetLogits, outputs.labelsHere) = (targetLogits.base, areHere.base)
            outputs.coefficientSums = try addReal(.coefficientSum)
            outputs.predictions = try addIndices(.argmax)
            return
        }
        let asked = request.outputs
        if asked.contains(.elementLosses) {
            let storage = try position(Scalar.self)
            add(.elementLosses, elements(storage))
            outputs.elementLosses = storage.base
        }
        if asked.contains(.max) { outputs.maxima = try addReal(.max) }
        if asked.contains(.sumExp) { outputs.sums = try addReal(.sumExp) }
        if asked.contains(.logSumExp) { outputs.logSums = try addReal(.logSumExp) }
        if asked.contains(.scale) { outputs.scales = try addReal(.scale) }
        if asked.contains(.predictions) { outputs.predictions = try addIndices(.predictions) }
        if asked.contains(.correct) {
            let storage = try position(Bool.self)
            add(.correct, .booleans(storage))
            outputs.correct = storage.base
        }
        if request.asksForGradients { outputs.gradients = logits.base }
        if asked.contains(.probabilities) { outputs.probabilities = try addElements(.probabilities) }
        if asked.contains(.logProbabilities) { outputs.logProbabilities = try addElements(.logProbabilities) }
    }
}

extension ResultMemory<Float> {
    package init(_ request: borrowing BatchRequest, _ logits: borrowing TensorStorage<Float>) throws(LossWireError) {
        try self.init(request, logits) { .float32($0) }
    }
}

extension ResultMemory<Double> {
    package init(_ request: borrowing BatchRequest, _ logits: borrowing TensorStorage<Double>) throws(LossWireError) {
        try self.init(request, logits) { .float64($0) }
    }
}
