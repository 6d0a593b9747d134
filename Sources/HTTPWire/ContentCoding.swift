/// A content coding that is taken and given (RFC 9110 §8.4.1), and what two header fields say of codings.
package enum ContentCoding: Sendable, Equatable {
    /// RFC 1952; `x-gzip` is the same.
    case gzip
    /// RFC 1950.
    case deflate

    package var name: StaticString {
        switch self {
        case .gzip: "gzip"
        case .deflate: "deflate"
        }
    }

    /// What a `Content-Encoding` says.
    package enum OfContent: Sendable, Equatable {
        case identity
        case coded(ContentCoding)
        /// A coding that is not known, or more than one.
        case other(String)
    }

    package static func ofContent(_ head: RequestHead) -> OfContent {
        guard !head.lacks(.contentEncoding) else { return .identity }
        let text = head.values(of: .contentEncoding).joined(separator: ", ")
        switch text.lowercased() {
        case "", "identity": return .identity
        case "gzip", "x-gzip": return .coded(.gzip)
        case "deflate": return .coded(.deflate)
        default: return .other(text)
        }
    }
}
