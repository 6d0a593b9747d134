/// One batch for a Swift program: logits and labels in arrays, results in arrays.
///
///     let shape = try LogitsShape([2, 3])
///     let batch = try LossBatch(logits: [1, 2, 3, 1, 2, 3] as [Float], shape: shape, labels: [2, 0])
///     let result = try batch.evaluate(options: LossOptions(), outputs: .gradients)
///     result.summary.loss     // 1.407606
///
/// This is Caffe's `SoftmaxWithLossLayer` (`softmax_loss_layer.cpp`), forward and backward, with two differences: a
/// label outside the classes is an error where Caffe reads memory that is not its own, and the class axis may be any.
public struct LossBatch<Scalar: LossScalar>: Sendable {
    public let logits: [Scalar]
    public let shape: LogitsShape
    public let labels: [Int64]

    /// - Parameters:
    ///   - logits: row-major, `shape.elementCount` of them. NaN and ±∞ are taken and do what arithmetic makes of them.
    ///   - labels: one a position, `shape.positionCount` of them.
    public init(logits: [Scalar], shape: LogitsShape, labels: [Int64]) throws(SoftmaxLossError) {
        guard logits.count == shape.elementCount else {
            throw .logitCount(logits.count, expected: shape.elementCount)
        }
        guard labels.count == shape.positionCount else {
            throw .labelCount(labels.count, expected: shape.positionCount)
        }
        self.logits = logits
        self.shape = shape
        self.labels = labels
    }

    /// The loss, and the tensors that `outputs` names.
    ///
    /// - Throws: ``SoftmaxLossError/label(_:position:classes:)`` for a label that is neither ignored nor a class.
    public func evaluate(
        options: LossOptions, outputs: LossOutputs = .gradients
    ) throws(SoftmaxLossError) -> LossResult<Scalar> {
        func room(_ output: LossOutputs, _ count: Int) -> [Scalar] {
            outputs.contains(output) ? [Scalar](repeating: 0, count: count) : []
        }
        var gradients = room(.gradients, shape.elementCount)
        var probabilities = room(.probabilities, shape.elementCount)
        var elementLosses = room(.elementLosses, shape.positionCount)

        func pointer(
            _ output: LossOutputs, _ buffer: UnsafeMutableBufferPointer<Scalar>
        ) -> UnsafeMutablePointer<Scalar>? {
            outputs.contains(output) ? buffer.baseAddress : nil
        }
        let summary: Result<LossSummary, SoftmaxLossError> = logits.withUnsafeBufferPointer { logits in
            labels.withUnsafeBufferPointer { labels in
                gradients.withUnsafeMutableBufferPointer { gradients in
                    probabilities.withUnsafeMutableBufferPointer { probabilities in
                        elementLosses.withUnsafeMutableBufferPointer { elementLosses in
                            // A shape has at least one element, so neither is empty.
                            guard let first = logits.baseAddress, let firstLabel = labels.baseAddress else {
                                return .failure(.dimension(index: 0, size: 0))
                            }
                            let census = LabelCensus(
                                labels, classCount: shape.classCount, ignoreLabel: options.ignoreLabel)
                            return Result { () throws(SoftmaxLossError) in
                                try LossKernel(
                                    shape: shape, options: options, census: census, logits: first, labels: firstLabel,
                                    gradients: pointer(.gradients, gradients),
                                    probabilities: pointer(.probabilities, probabilities),
                                    elementLosses: pointer(.elementLosses, elementLosses)
                                ).evaluate()
                            }
                        }
                    }
                }
            }
        }
        return LossResult(
            summary: try summary.get(), gradients: gradients, probabilities: probabilities,
            elementLosses: elementLosses)
    }
}
