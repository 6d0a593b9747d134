/// Where the fields of a batch stand in the request that it came in.
///
/// What is wrong with a batch is the same in every format; what differs is where it is to be put right.
enum FieldPlaces {
    /// All are members of the object at this JSON Pointer.
    case members(of: String)
    /// Tensors are elements of `/inputs`, options members of `/parameters`.
    case inference(TensorIndices)
    /// Tensors have names, options are in the metadata or in the query.
    case safetensors(TensorIndices, queried: [LossField])

    /// JSON Pointer to the field; where a tensor is not there, to what it would be in.
    func pointer(to field: LossField) -> String {
        switch self {
        case .members(let batch): "\(batch)/\(field.name)"
        case .inference(let indices):
            switch field {
            case .outputs: "/outputs"
            case .shape: pointer(to: .logits) + (indices[.logits] == nil ? "" : "/shape")
            case _ where field.isTensor: indices[field].map { "/inputs/\($0)" } ?? "/inputs"
            default: "/parameters/\(field.name)"
            }
        case .safetensors(let indices, let queried):
            switch field {
            case .shape: pointer(to: .logits) + (indices[.logits] == nil ? "" : "/shape")
            case _ where field.isTensor: indices[field] == nil ? "" : "/\(field.name)"
            case _ where queried.contains(field): "?\(field.name)"
            default: "/__metadata__/\(field.name)"
            }
        }
    }

    /// JSON Pointer to the list of a tensor's elements.
    func elements(of field: LossField) -> String {
        if case .inference(let indices) = self, indices[field] != nil { return pointer(to: field) + "/data" }
        return pointer(to: field)
    }

    /// The name of a field that is missing, where the pointer does not end with it.
    func absence(of field: LossField) -> String {
        if case .members = self { return "" }
        return field.isTensor ? "\(field.name) " : ""
    }
}

/// Which of the tensors of a request are which fields.
struct TensorIndices {
    private var entries: [(field: LossField, index: Int)] = []

    init() {}

    subscript(field: LossField) -> Int? { entries.first { $0.field == field }?.index }

    /// Not where there is one of that field already.
    mutating func append(_ field: LossField, _ index: Int) { entries.append((field, index)) }
}
