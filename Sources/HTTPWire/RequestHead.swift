/// The request line and header fields of one request, checked: what is in here has one meaning only.
///
/// Its octets are kept in one block of memory together with where its fields lie in them: whatever is asked of a head
/// later is read from there, and handing a head on costs one reference.
///
/// `@unchecked Sendable`: written in `init` and never again.
package struct RequestHead: @unchecked Sendable {
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
        case path(Range<Int>)
    }

    private struct Facts {
        let line: RequestLine
        let names: FieldName.Group
        let framing: Framing
        let keepsAlive: Bool
        let expectsContinue: Bool
        let fieldCount: Int
        let octetCount: Int
    }

    /// The facts, the fields, and behind them the octets.
    private let storage: ManagedBuffer<Facts, FieldLine>

    /// Every range has to lie within `octets`.
    init(
        _ line: RequestLine, _ octets: UnsafeRawBufferPointer, _ fields: ArraySlice<FieldLine>,
        _ names: FieldName.Group, framing: Framing, keepsAlive: Bool, expectsContinue: Bool
    ) {
        let stride = MemoryLayout<FieldLine>.stride
        storage = .create(minimumCapacity: fields.count + (octets.count + stride - 1) / stride) { _ in
            Facts(
                line: line, names: names, framing: framing, keepsAlive: keepsAlive, expectsContinue: expectsContinue,
                fieldCount: fields.count, octetCount: octets.count)
        }
        storage.withUnsafeMutablePointerToElements { first in
            fields.withUnsafeBufferPointer { fields in
                if let source = fields.baseAddress { first.initialize(from: source, count: fields.count) }
            }
            if let source = octets.baseAddress {
                UnsafeMutableRawPointer(first + fields.count).copyMemory(from: source, byteCount: octets.count)
            }
        }
    }

    private var facts: Facts { storage.withUnsafeMutablePointerToHeader { $0.pointee } }

    package var method: HTTPMethod { facts.line.method }

    package var version: Version { facts.line.version }

    package var framing: Framing { facts.framing }

    /// False where the client or its version asks for the connection to end with this exchange (RFC 9112 §9.3).
    package var keepsAlive: Bool { facts.keepsAlive }

    package var expectsContinue: Bool { facts.expectsContinue }

    /// What is asked for is an `https` URI, which only a connection with TLS may answer (RFC 9110 §7.4).
    package var isSecured: Bool { facts.line.isSecured }

    private var target: Target { facts.line.target }

    /// The absolute path, as sent (not percent-decoded), without the query.
    package var path: String {
        switch target {
        case .server: "*"
        case .root: "/"
        case .path(let range): text(range)
        }
    }

    /// Whether `path` is exactly this; no server-wide request has one.
    package func hasPath(_ path: StaticString) -> Bool {
        guard case .path(let range) = target else { return false }
        return holds(path, at: range)
    }

    /// The same in pieces; nil where no path was sent.
    package var pathSegments: PathSegments? {
        guard case .path(let range) = target else { return nil }
        return PathSegments(self, range)
    }

    /// `OPTIONS *`, which asks about the server as a whole (RFC 9110 §9.3.7).
    package var isForServer: Bool { target == .server }

    /// What follows the first `?`, as sent.
    package var query: String? { facts.line.query.map(text) }

    // MARK: Fields and octets

    /// The known fields that are there: most that are asked for are not.
    var names: FieldName.Group { facts.names }

    @inline(__always)
    func withFields<Result>(_ body: (UnsafeBufferPointer<FieldLine>) -> Result) -> Result {
        storage.withUnsafeMutablePointers { facts, fields in
            body(UnsafeBufferPointer(start: fields, count: facts.pointee.fieldCount))
        }
    }

    @inline(__always)
    private func withOctets<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        storage.withUnsafeMutablePointers { facts, fields in
            let octets = UnsafeRawPointer(fields + facts.pointee.fieldCount)
            return body(UnsafeRawBufferPointer(start: octets, count: facts.pointee.octetCount))
        }
    }

    func text(_ range: Range<Int>) -> String {
        withOctets { String(decoding: $0[range], as: UTF8.self) }
    }

    /// Whether the octets in `range` are exactly `text`.
    func holds(_ text: StaticString, at range: Range<Int>) -> Bool {
        withOctets { Octet.equal($0, range.lowerBound, range.count, text) }
    }

    func first(_ octet: UInt8, in range: Range<Int>) -> Int? {
        withOctets { octets in range.first { octets[$0] == octet } }
    }
}
