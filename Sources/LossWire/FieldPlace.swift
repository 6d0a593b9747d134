/// Where a field stands in a request, put into words only when something is wrong there.
struct FieldPlace {
    /// JSON Pointer to the batch.
    var batch: String
    var field: LossField

    var pointer: String { "\(batch)/\(field.name)" }
}
