import Foundation
import HTTPWire

/// The log's lines: an object of JSON each, in printable ASCII alone whatever a client has sent, so that none can end a line,
/// begin another or speak to a terminal.
extension AccessRecord {
    /// Appends the line of a request that is over at `end`; `isCut` where its answer did not go out whole.
    func appendLine(to text: inout [UInt8], end: MonotonicInstant, isCut: Bool) {
        Self.append("{\"time\":\"", &text)
        text += HTTPDate.timestamp(unixSeconds: time.seconds, milliseconds: Int(time.nanoseconds / 1_000_000))
        Self.append("\",\"peer\":", &text)
        Self.appendQuoted(peer, &text)
        if let method { Self.append(",\"method\":", method.rawValue, &text) }
        if let path {
            let isShort = path.utf8.count <= Self.pathLimit
            Self.append(",\"path\":", isShort ? path : String(path.prefix(Self.pathLimit)) + "...", &text)
        }
        if let status { Self.append(",\"status\":\(status)", &text) }
        let microseconds = max(end.nanoseconds - start.nanoseconds, 0) / 1000
        let fraction = "\(microseconds % 1000 + 1000)".dropFirst()
        Self.append(",\"received\":\(received),\"sent\":\(sent),\"ms\":\(microseconds / 1000).\(fraction)", &text)
        if isCut { Self.append(",\"cut\":true", &text) }
        if let identifier { Self.append(",\"id\":", identifier, &text) }
        if let client { Self.append(",\"token\":", client, &text) }
        if let tls {
            Self.append(",\"tls\":", tls.version, &text)
            Self.append(",\"cipher\":", tls.cipher, &text)
            if let subject = tls.subject { Self.append(",\"subject\":", subject, &text) }
        }
        Self.append("}\n", &text)
    }

    /// The line that stands for lines that were left out.
    static func line(ofLost count: Int) -> [UInt8] {
        var text: [UInt8] = []
        let now = Date().timeIntervalSince1970
        append("{\"time\":\"", &text)
        text += HTTPDate.timestamp(unixSeconds: Int64(now), milliseconds: Int(now * 1000) % 1000)
        append("\",\"lost\":\(count)}\n", &text)
        return text
    }

    private static func append(_ name: StaticString, _ value: String, _ text: inout [UInt8]) {
        text += UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
        appendQuoted(value, &text)
    }

    private static func append(_ string: String, _ text: inout [UInt8]) { text += string.utf8 }

    private static func appendQuoted(_ value: String, _ text: inout [UInt8]) {
        text.append(UInt8(ascii: "\""))
        for unit in value.utf16 {
            switch unit {
            case 0x22, 0x5c: text += [UInt8(ascii: "\\"), UInt8(truncatingIfNeeded: unit)]
            case 0x20...0x7e: text.append(UInt8(truncatingIfNeeded: unit))
            default:
                append("\\u", &text)
                for shift: UInt16 in [12, 8, 4, 0] { text.append(hexadecimal[Int(unit >> shift & 15)]) }
            }
        }
        text.append(UInt8(ascii: "\""))
    }

    private static let hexadecimal = Array("0123456789abcdef".utf8)
}
