import SoftmaxLoss

/// One batch, decoded and checked: its labels are ignored or within the classes, its counts fit its shape.
package final class BatchRequest: Sendable {
    package let logits: LogitsTensor
    package let shape: LogitsShape
    package let labels: TensorStorage<Int64>
    package let census: LabelCensus
    package let options: LossOptions
    package let outputs: OutputNames
    package let layout: TensorLayout

    package init(
        logits: LogitsTensor, shape: LogitsShape, labels: TensorStorage<Int64>, census: LabelCensus,
        options: LossOptions, outputs: OutputNames, layout: TensorLayout
    ) {
        self.logits = logits
        self.shape = shape
        self.labels = labels
        self.census = census
        self.options = options
        self.outputs = outputs
        self.layout = layout
    }
}

/// What a body asks for.
package enum LossRequest: Sendable {
    /// Answered with one result.
    case batch(BatchRequest)
    /// Answered with a list of results in the same order.
    case batches([BatchRequest])

    package var batches: [BatchRequest] {
        switch self {
        case .batch(let batch): [batch]
        case .batches(let batches): batches
        }
    }
}
