/// The header fields that the service adds to a response, already in wire form: one `Name: value\r\n` after another.
///
/// Control characters in a value are left out, so no value, whoever chose it, can end a line and start another.
/// `Date`, `Content-Length`, `Transfer-Encoding` and `Connection` belong to the connection and are not set here.
package struct ResponseFields: Sendable {
    /// nil for none. Appended to where nobody else has it.
    private var lines: ByteBuffer?

    package init() {}

    /// `value` is one of this program's own and has no control characters.
    package mutating func append(_ name: StaticString, _ value: StaticString) {
        append(name, room: value.utf8CodeUnitCount) { $0.put(value) }
    }

    package mutating func append(_ name: StaticString, _ value: String) {
        var value = value.utf8.contains(where: Self.isControl) ? Self.withoutControls(value) : value
        value.withUTF8 { value in append(name, room: value.count) { $0.put(UnsafeRawBufferPointer(value)) } }
    }

    /// Adds a field whose value `body` puts in its place, in `room` octets at the most, without control characters.
    package mutating func append(_ name: StaticString, room: Int, _ body: (inout OctetCursor) -> Void) {
        makeRoom(for: name.utf8CodeUnitCount + room + 4)
        lines?.put { cursor in
            cursor.put(name)
            cursor.put(": ")
            body(&cursor)
            cursor.put("\r\n")
        }
    }

    /// Room for most responses' fields.
    private static let usualCapacity = 256

    /// Has `lines` be nobody else's, with room for `count` octets.
    private mutating func makeRoom(for count: Int) {
        if lines?.isUnique() == true, lines?.freeCapacity ?? 0 >= count { return }
        let larger = ByteBuffer(capacity: max(Self.usualCapacity, 2 * (self.count + count)))
        if let lines { larger.append(lines.bytes) }
        lines = larger
    }

    private static func isControl(_ octet: UInt8) -> Bool {
        octet < 0x20 && octet != UInt8(ascii: "\t") || octet == 0x7f
    }

    private static func withoutControls(_ value: String) -> String {
        String(decoding: value.utf8.filter { !isControl($0) }, as: UTF8.self)
    }

    /// Octets of all lines.
    var count: Int { lines?.count ?? 0 }

    func put(to cursor: inout OctetCursor) {
        if let lines { withExtendedLifetime(lines) { cursor.put(lines.bytes) } }
    }

    /// The value of the first field called `name`, for tests, the access log, and callers that build on another's fields.
    package func first(_ name: String) -> String? {
        for line in (lines?.copy ?? []).split(separator: UInt8(ascii: "\n")) {
            let (text, colon) = (line.dropLast(), line.startIndex + name.utf8.count)
            guard text.count > name.utf8.count + 1, text[colon] == UInt8(ascii: ":"),
                zip(text, name.utf8).allSatisfy({ Octet.folded($0) == Octet.folded($1) })
            else { continue }
            return String(decoding: text[(colon + 2)...], as: UTF8.self)
        }
        return nil
    }
}
