/// The request line and header fields of one request, checked: what is in here has one meaning only.
package struct RequestHead: Sendable {
    package enum Version: Sendable { case http10, http11 }

    /// How the end of the content is known (RFC 9112 §6.3).
    package enum Framing: Sendable, Equatable {
        case none
        case length(Int)
        case chunked
    }

    package var method: HTTPMethod
    /// The absolute path, as sent (not percent-decoded), without the query; `*` for `OPTIONS *`.
    package var path: String
    /// What follows the first `?`, as sent.
    package var query: String?
    package var version: Version
    package var fields: HeaderFields
    package var framing: Framing
    /// False where the client or its version asks for the connection to end with this exchange (RFC 9112 §9.3).
    package var keepsAlive: Bool
    package var expectsContinue: Bool

    package init(
        method: HTTPMethod, path: String, query: String? = nil, version: Version = .http11,
        fields: HeaderFields = HeaderFields(), framing: Framing = .none, keepsAlive: Bool = true,
        expectsContinue: Bool = false
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.version = version
        self.fields = fields
        self.framing = framing
        self.keepsAlive = keepsAlive
        self.expectsContinue = expectsContinue
    }
}
