/// A batch's tensors of numbers beside logits, targets and labels, by their fields. Most batches have none.
struct FieldTensors {
    private var entries: [(field: LossField, tensor: JSONTensor<Double>)] = []

    var isEmpty: Bool { entries.isEmpty }

    @inline(__always)
    subscript(field: LossField) -> JSONTensor<Double>? { entries.isEmpty ? nil : find(field) }

    @inline(never)
    private func find(_ field: LossField) -> JSONTensor<Double>? {
        for (other, tensor) in entries where other == field { return tensor }
        return nil
    }

    /// nil is no tensor. There must be none of that field yet.
    mutating func add(_ tensor: JSONTensor<Double>?, as field: LossField) {
        if let tensor { entries.append((field, tensor)) }
    }
}
