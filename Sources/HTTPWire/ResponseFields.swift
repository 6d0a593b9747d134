/// The header fields that the service adds to a response, already in wire form: one `Name: value\r\n` after another.
///
/// Control characters in a value are left out, so no value, whoever chose it, can end a line and start another.
/// `Date`, `Content-Length`, `Transfer-Encoding` and `Connection` belong to the connection and are not set here.
package struct ResponseFields: Sendable {
    package private(set) var lines: [UInt8] = []

    package init() {}

    package mutating func append(_ name: StaticString, _ value: StaticString) {
        append(name, UnsafeBufferPointer(start: value.utf8Start, count: value.utf8CodeUnitCount))
    }

    package mutating func append(_ name: StaticString, _ value: [UInt8]) {
        value.withUnsafeBufferPointer { append(name, $0) }
    }

    package mutating func append(_ name: StaticString, _ value: String) {
        var value = value
        value.withUTF8 { append(name, $0) }
    }

    package mutating func append(_ name: StaticString, _ value: UnsafeBufferPointer<UInt8>) {
        if lines.isEmpty { lines.reserveCapacity(256) }
        lines.append(contentsOf: UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
        lines.append(UInt8(ascii: ":"))
        lines.append(UInt8(ascii: " "))
        if !value.contains(where: Self.isControl) {
            lines.append(contentsOf: value)
        } else {
            lines.append(contentsOf: value.filter { !Self.isControl($0) })
        }
        lines.append(UInt8(ascii: "\r"))
        lines.append(UInt8(ascii: "\n"))
    }

    private static func isControl(_ octet: UInt8) -> Bool {
        octet < 0x20 && octet != UInt8(ascii: "\t") || octet == 0x7f
    }

    /// The value of the first field called `name`, for tests, the access log, and callers that build on another's fields.
    package func first(_ name: String) -> String? {
        for line in lines.split(separator: UInt8(ascii: "\n")) {
            let (text, colon) = (line.dropLast(), line.startIndex + name.utf8.count)
            guard text.count > name.utf8.count + 1, text[colon] == UInt8(ascii: ":"),
                zip(text, name.utf8).allSatisfy({ Octet.folded($0) == Octet.folded($1) })
            else { continue }
            return String(decoding: text[(colon + 2)...], as: UTF8.self)
        }
        return nil
    }
}
