/// The header fields that the service adds to a response, already in wire form: one `Name: value\r\n` after another.
///
/// Control characters in a value are left out, so no value, whoever chose it, can end a line and start another.
/// `Date`, `Content-Length`, `Transfer-Encoding` and `Connection` belong to the connection and are not set here.
package struct ResponseFields: Sendable {
    package private(set) var lines: [UInt8] = []

    package init() {}

    package mutating func append(_ name: StaticString, _ value: StaticString) {
        reserve()
        name.withUTF8Buffer { lines.append(contentsOf: $0) }
        lines.append(contentsOf: [UInt8(ascii: ":"), UInt8(ascii: " ")])
        value.withUTF8Buffer { lines.append(contentsOf: $0) }
        endLine()
    }

    package mutating func append(_ name: StaticString, _ value: some Collection<UInt8>) {
        reserve()
        name.withUTF8Buffer { lines.append(contentsOf: $0) }
        lines.append(UInt8(ascii: ":"))
        lines.append(UInt8(ascii: " "))
        for byte in value where (byte >= 0x20 && byte != 0x7f) || byte == 0x09 { lines.append(byte) }
        endLine()
    }

    package mutating func append(_ name: StaticString, _ value: String) {
        append(name, value.utf8)
    }

    /// The value of the first field called `name`, for tests and for callers that build on another's fields.
    package func first(_ name: String) -> String? {
        for line in String(decoding: lines, as: UTF8.self).split(separator: "\r\n") {
            guard let colon = line.firstIndex(of: ":") else { continue }
            if line[..<colon].lowercased() == name.lowercased() { return String(line[colon...].dropFirst(2)) }
        }
        return nil
    }

    private mutating func reserve() {
        if lines.isEmpty { lines.reserveCapacity(256) }
    }

    private mutating func endLine() {
        lines.append(0x0d)
        lines.append(0x0a)
    }
}
