import SoftmaxLoss

/// One batch, decoded and checked: its labels are ignored or within the classes, its counts fit its shape.
package struct BatchRequest: Sendable {
    package var logits: LogitsTensor
    package var shape: LogitsShape
    package var labels: TensorStorage<Int64>
    package var census: LabelCensus
    package var options: LossOptions
    package var outputs: OutputNames
    package var layout: TensorLayout
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
