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
