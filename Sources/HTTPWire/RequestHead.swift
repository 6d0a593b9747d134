/// The request line and header fields of one request, checked: what is in here has one meaning only.
package struct RequestHead: Sendable {
    package enum Version: Sendable { case http10, http11 }

    /// How the end of the content is known (RFC 9112 §6.3).
    package enum Framing: Sendable, Equatable {
        case none
        case length(Int)
        case chunked
    }

    /// What is asked for.
    enum Target: Sendable, Equatable {
        /// `OPTIONS *`
        case server
        /// No path was sent: the root, `/`.
        case root
        case path(Range<Int32>)
    }

    package let method: HTTPMethod
    package let version: Version
    package let framing: Framing
    /// False where the client or its version asks for the connection to end with this exchange (RFC 9112 §9.3).
    package let keepsAlive: Bool
    package let expectsContinue: Bool
    private let target: Target
    private let queryRange: Range<Int32>?
    private let storage: HeadStorage

    init(
        _ line: RequestLine, _ storage: HeadStorage, framing: Framing, keepsAlive: Bool, expectsContinue: Bool
    ) {
        method = line.method
        version = line.version
        target = line.target
        queryRange = line.query
        self.storage = storage
        self.framing = framing
        self.keepsAlive = keepsAlive
        self.expectsContinue = expectsContinue
    }

    package var fields: HeaderFields { HeaderFields(storage) }

    /// The absolute path, as sent (not percent-decoded), without the query.
    package var path: String {
        switch target {
        case .server: "*"
        case .root: "/"
        case .path(let range): storage.text(range)
        }
    }

    /// Whether `path` is exactly this; no server-wide request has one.
    package func hasPath(_ path: StaticString) -> Bool {
        guard case .path(let range) = target else { return false }
        return storage.holds(path, at: range)
    }

    /// `OPTIONS *`, which asks about the server as a whole (RFC 9110 §9.3.7).
    package var isForServer: Bool { target == .server }

    /// What follows the first `?`, as sent.
    package var query: String? { queryRange.map(storage.text) }
}
