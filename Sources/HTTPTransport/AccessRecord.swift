import Foundation
import HTTPWire

/// What the access log says of one request.
struct AccessRecord {
    /// Octets of a path that are logged at the most.
    static let pathLimit = 1024

    /// When its head was there; seconds and nanoseconds since 1970.
    let time: (seconds: Int64, nanoseconds: Int64)
    /// The same on a clock that nobody sets.
    let start: MonotonicInstant
    let peer: String
    /// What was agreed on, where there is TLS.
    let tls: TLSFacts?
    /// nil for what never became a request; `path` is as sent, without the query.
    let method: HTTPMethod?
    let path: String?
    /// Whose the token is that came with it.
    let client: String?
    /// nil where no answer was begun.
    var status: Int?
    /// The answer's `X-Request-Id`.
    var identifier: String?
    /// Octets of content that came, unchunked and still coded, and octets of the answer that went, its head among them; neither
    /// counts what TLS puts around.
    var received = 0
    var sent = 0
}
