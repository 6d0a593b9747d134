/// What the content of a request or of an answer on `/v1` is written in.
enum BodyFormat: Sendable, CaseIterable {
    case json
    case safetensors

    var mediaType: StaticString {
        switch self {
        case .json: "application/json"
        case .safetensors: "application/vnd.safetensors"
        }
    }
}
