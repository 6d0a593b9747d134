import Memory

/// The request line and header fields of one request, checked: what is in here has one meaning only.
///
/// Its octets are kept in one block of memory together with where its fields lie in them: whatever is asked of a head
/// later is read from there, and handing a head on costs one reference.
///
/// `@unchecked Sendable`: written in `init` and never again.
package final class RequestHead: @unchecked Sendable {
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

    /// Where one field's name and value lie, without the white space around them.
    struct Field: Sendable {
        let known: FieldName?
        let name: Range<Int32>
        let value: Range<Int32>

        /// No head is so long that its offsets do not fit.
        init(_ line: FieldLine) {
            known = line.known
            name = Int32(truncatingIfNeeded: line.name.lowerBound)..<Int32(truncatingIfNeeded: line.name.upperBound)
            value = Int32(truncatingIfNeeded: line.value.lowerBound)..<Int32(truncatingIfNeeded: line.value.upperBound)
        }
    }

    package let method: HTTPMethod
    package let version: Version
    package let framing: Framing
    /// False where the client or its version asks for the connection to end with this exchange (RFC 9112 §9.3).
    package let keepsAlive: Bool
    package let expectsContinue: Bool
    /// What is asked for is an `https` URI, which only a connection with TLS may answer (RFC 9110 §7.4).
    package let isSecured: Bool
    private let target: Target
    private let queryRange: Range<Int32>?
    let fieldRanges: UnsafeBufferPointer<Field>
    /// The known ones that are there: most that are asked for are not.
    let names: FieldName.Group
    private let octets: UnsafeRawBufferPointer
    private let block: MemoryBlock

    /// Every range has to lie within `octets`.
    init(
        _ line: RequestLine, _ octets: UnsafeRawBufferPointer, _ fields: [Field], _ names: FieldName.Group,
        framing: Framing, keepsAlive: Bool, expectsContinue: Bool
    ) {
        method = line.method
        version = line.version
        target = line.target
        queryRange = line.query
        self.framing = framing
        self.keepsAlive = keepsAlive
        self.expectsContinue = expectsContinue
        isSecured = line.isSecured
        self.names = names

        let offset = fields.count * MemoryLayout<Field>.stride
        block = MemoryBlock(offset + octets.count)
        let base = block.base
        let first = base.bindMemory(to: Field.self, capacity: fields.count)
        fields.withUnsafeBufferPointer { fields in
            if let source = fields.baseAddress { first.initialize(from: source, count: fields.count) }
        }
        if let source = octets.baseAddress { (base + offset).copyMemory(from: source, byteCount: octets.count) }
        fieldRanges = UnsafeBufferPointer(start: first, count: fields.count)
        self.octets = UnsafeRawBufferPointer(start: base + offset, count: octets.count)
    }

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
    package var query: String? { queryRange.map(text) }

    // MARK: Octets

    func text(_ range: Range<Int32>) -> String {
        String(decoding: octets[Int(range.lowerBound)..<Int(range.upperBound)], as: UTF8.self)
    }

    /// Whether the octets in `range` are exactly `text`.
    func holds(_ text: StaticString, at range: Range<Int32>) -> Bool {
        Octet.equal(octets, Int(range.lowerBound), range.count, text)
    }

    func first(_ octet: UInt8, in range: Range<Int32>) -> Int32? { range.first { octets[Int($0)] == octet } }
}
