/// The header fields that the service adds to a response. They go out in the order in which they were added, but for
/// `Content-Type`, which comes first, and `Server-Timing`, which comes last.
///
/// What nearly every response has is kept as it is until the response goes out; the others are in wire form already, one
/// `Name: value\r\n` after another. Control characters in a value are left out, so no value, whoever chose it, can end a
/// line and start another. `Date`, `Content-Length`, `Transfer-Encoding` and `Connection` belong to the connection and are
/// not set here.
package struct ResponseFields: Sendable {
    /// One of this program's own.
    package var contentType: StaticString?
    /// For `X-Request-Id`, which is safe to repeat. It comes behind the fields that were added before.
    package var identifier: RequestIdentifier? {
        didSet { identifierPlace = lines?.count ?? 0 }
    }
    package var timing: StepTiming?
    /// The others; nil for none. Appended to where nobody else has it.
    private var lines: ByteBuffer?
    /// How many octets of them go out before the identifier.
    private var identifierPlace = 0

    package init() {}

    /// `value` is one of this program's own and has no control characters.
    package mutating func append(_ name: StaticString, _ value: StaticString) {
        append(name, UnsafeRawBufferPointer(start: value.utf8Start, count: value.utf8CodeUnitCount))
    }

    package mutating func append(_ name: StaticString, _ value: String) {
        var value = value.utf8.contains(where: Self.isControl) ? Self.withoutControls(value) : value
        value.withUTF8 { append(name, UnsafeRawBufferPointer($0)) }
    }

    private mutating func append(_ name: StaticString, _ value: UnsafeRawBufferPointer) {
        makeRoom(for: name.utf8CodeUnitCount + value.count + 4)
        lines?.put { cursor in
            cursor.put(name)
            cursor.put(": ")
            cursor.put(value)
            cursor.put("\r\n")
        }
    }

    /// Room for most responses' other fields.
    private static let usualCapacity = 256

    /// Has `lines` be nobody else's, with room for `count` octets.
    private mutating func makeRoom(for count: Int) {
        if lines?.isUnique() == true, lines?.freeCapacity ?? 0 >= count { return }
        let length = lines?.count ?? 0
        let larger = ByteBuffer(capacity: max(Self.usualCapacity, 2 * (length + count)))
        if let lines { larger.append(lines.bytes) }
        lines = larger
    }

    private static func isControl(_ octet: UInt8) -> Bool {
        octet < 0x20 && octet != UInt8(ascii: "\t") || octet == 0x7f
    }

    private static func withoutControls(_ value: String) -> String {
        String(decoding: value.utf8.filter { !isControl($0) }, as: UTF8.self)
    }

    // MARK: Wire form

    /// No more octets than this are put.
    var maximumLength: Int {
        // Three names of 13 octets at the most, each with four octets around it and its value.
        51 + (contentType?.utf8CodeUnitCount ?? 0) + (identifier?.length ?? 0) + StepTiming.maximumLength
            + (lines?.count ?? 0)
    }

    @inline(__always)
    func put(to cursor: inout OctetCursor) {
        if let contentType {
            cursor.put("Content-Type: ")
            cursor.put(contentType)
            cursor.put("\r\n")
        }
        putLines(0..<identifierPlace, to: &cursor)
        if let identifier {
            cursor.put("X-Request-Id: ")
            identifier.put(to: &cursor)
            cursor.put("\r\n")
        }
        putLines(identifierPlace..<(lines?.count ?? 0), to: &cursor)
        if let timing {
            cursor.put("Server-Timing: ")
            timing.put(to: &cursor)
            cursor.put("\r\n")
        }
    }

    @inline(__always)
    private func putLines(_ range: Range<Int>, to cursor: inout OctetCursor) {
        guard let lines else { return }
        withExtendedLifetime(lines) { cursor.put(UnsafeRawBufferPointer(rebasing: lines.bytes[range])) }
    }

    /// The value of the first field called `name`, for tests.
    package func first(_ name: String) -> String? {
        let all = ByteBuffer(capacity: maximumLength)
        all.put { put(to: &$0) }
        for line in all.copy.split(separator: UInt8(ascii: "\n")) {
            let (text, colon) = (line.dropLast(), line.startIndex + name.utf8.count)
            guard text.count > name.utf8.count + 1, text[colon] == UInt8(ascii: ":"),
                zip(text, name.utf8).allSatisfy({ Octet.folded($0) == Octet.folded($1) })
            else { continue }
            return String(decoding: text[(colon + 2)...], as: UTF8.self)
        }
        return nil
    }
}
