import HTTPWire

/// What a request on `/v1` is written in, and what its answer is to be.
struct Formats: Equatable {
    var request: BodyFormat
    var answer: BodyFormat

    /// What is sent without a type is JSON; nil where the type is another.
    static func request(_ head: RequestHead) -> BodyFormat? {
        if head.value(of: .contentType, is: "application/json") { return .json }
        guard let type = head.value(of: .contentType) else { return .json }
        return MediaType.format(of: type)
    }

    /// As the request is, unless it says otherwise; nil where it takes none of them.
    static func answer(_ head: RequestHead, to request: BodyFormat) -> BodyFormat? {
        if head.lacks(.accept) { return request }
        return MediaType.accepted(head.values(of: .accept), usual: request)
    }
}
