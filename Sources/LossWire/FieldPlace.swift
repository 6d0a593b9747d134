/// Where a field stands in a request, put into words only when something is wrong there.
enum FieldPlace {
    /// A field of a batch whose fields stand in these places.
    case field(LossField, FieldPlaces)
    /// JSON Pointer to it.
    case pointer(String)

    /// The member of the batch at the pointer `batch`.
    init(batch: String, field: LossField) { self = .field(field, .members(of: batch)) }

    var pointer: String {
        switch self {
        case .field(let field, let places): places.pointer(to: field)
        case .pointer(let pointer): pointer
        }
    }
}
