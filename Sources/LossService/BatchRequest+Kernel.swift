import LossWire
import SoftmaxLoss

/// From a batch whose labels decoding has looked at already to its kernel.
extension BatchRequest {
    /// - Parameters:
    ///   - logits: those of this batch.
    ///   - outputs: where the kernel writes.
    func kernel(
        _ logits: TensorStorage<Float>, _ outputs: LossOutputMemory<Float>
    ) throws(LossWireError) -> LossKernel<Float> {
        if case .targets(.float32(let targets)) = truth { return try kernel(logits, targets, outputs) }
        return try kernel(logits, nil, outputs)
    }

    func kernel(
        _ logits: TensorStorage<Double>, _ outputs: LossOutputMemory<Double>
    ) throws(LossWireError) -> LossKernel<Double> {
        if case .targets(.float64(let targets)) = truth { return try kernel(logits, targets, outputs) }
        return try kernel(logits, nil, outputs)
    }

    private func kernel<Scalar>(
        _ logits: TensorStorage<Scalar>, _ targets: TensorStorage<Scalar>?, _ outputs: LossOutputMemory<Scalar>
    ) throws(LossWireError) -> LossKernel<Scalar> {
        do {
            return try LossKernel(
                shape: shape, options: options, census: census, inputs: inputs(logits, targets), memory: outputs)
        } catch {
            var issues = InputIssues()
            issues.add("", "\(error)")
            throw .invalid(issues)
        }
    }

    private func inputs<Scalar>(
        _ logits: TensorStorage<Scalar>, _ targets: TensorStorage<Scalar>?
    ) throws(SoftmaxLossError) -> LossInputs<Scalar> {
        func pointer(_ storage: TensorStorage<Double>?) -> UnsafePointer<Double>? {
            storage.map { UnsafePointer($0.base) }
        }
        let truth: LossInputs<Scalar>.Truth
        switch (self.truth, targets) {
        case (.labels(let labels), _): truth = .labels(UnsafePointer(labels.base))
        case (.targets, let targets?): truth = .targets(UnsafePointer(targets.base))
        case (.targets, nil): throw .targetCount(0, expected: shape.elementCount)
        }
        let merged = merged.map { merged in
            MergedStatistics(
                maximum: UnsafePointer(merged.maximum.base), sum: UnsafePointer(merged.sum.base),
                coefficientSum: pointer(merged.coefficientSum))
        }
        return LossInputs(
            logits: UnsafePointer(logits.base), truth: truth, classWeights: pointer(classWeights),
            positionWeights: pointer(positionWeights), merged: merged)
    }
}
