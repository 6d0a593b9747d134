/// Why a body is not a request.
package enum LossWireError: Error, Sendable, Equatable {
    /// The octets are not JSON, or not UTF-8, or nested too deep; `offset` is that of the first octet that does not fit.
    case syntax(String, offset: Int)
    /// The JSON is well-formed and means nothing that can be computed.
    case invalid(InputIssues)
    /// The system has no memory for it just now.
    case outOfMemory
}
