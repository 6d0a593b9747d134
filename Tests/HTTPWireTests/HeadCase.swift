import HTTPWire
import Testing

/// One raw request head and what has to come of it.
struct HeadCase: Sendable, CustomTestStringConvertible {
    enum Expected: Sendable, Equatable {
        case accepted(
            String, query: String? = nil, framing: RequestHead.Framing = .none, keepsAlive: Bool = true,
            expectsContinue: Bool = false)
        case status(Int)
    }

    /// The RFC's section, "9110" or "9112" with a number.
    let section: String
    let raw: String
    let expected: Expected

    init(_ section: String, _ raw: String, _ expected: Expected) {
        self.section = section
        self.raw = raw
        self.expected = expected
    }

    /// A GET of `/` with a Host and these lines.
    static func fields(_ section: String, _ lines: String, _ expected: Expected) -> HeadCase {
        HeadCase(section, "GET / HTTP/1.1\r\nHost: a\r\n\(lines)\r\n\r\n", expected)
    }

    /// A POST to `/p` with a Host and these lines.
    static func post(_ section: String, _ lines: String, _ expected: Expected) -> HeadCase {
        HeadCase(section, "POST /p HTTP/1.1\r\nHost: a\r\n\(lines)\r\n\r\n", expected)
    }

    /// A request line, with a Host behind it.
    static func line(_ section: String, _ line: String, _ expected: Expected) -> HeadCase {
        HeadCase(section, "\(line)\r\nHost: a\r\n\r\n", expected)
    }

    /// A GET with this as its only Host line.
    static func host(_ section: String, _ value: String, _ expected: Expected) -> HeadCase {
        HeadCase(section, "GET / HTTP/1.1\r\nHost: \(value)\r\n\r\n", expected)
    }

    /// U+0080…U+00FF stand for the octets of the same number.
    var octets: [UInt8] { raw.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) } }

    var testDescription: String { "RFC \(section): \(raw.debugDescription.prefix(90))" }
}
