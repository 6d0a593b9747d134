/// Writes response heads: status line, `Date`, framing, `Connection`, the response's own lines, the empty line.
package enum ResponseEncoder {
    /// What goes before the content of a request that expects it (RFC 9110 §15.2.1).
    package static let interim: StaticString = "HTTP/1.1 100 Continue\r\n\r\n"

    /// How the content of a response goes out.
    package enum Content: Sendable, Equatable {
        /// None is sent and none is announced: 1xx, 204, 304.
        case forbidden
        /// As many octets as are announced; to HEAD they are announced only.
        case sized(Int)
    }

    package enum Persistence: Sendable, Equatable {
        /// HTTP/1.1's default, which needs no field.
        case implied
        case keepAlive
        case close
    }

    /// No head of `response` takes more room than this.
    package static func maximumSize(_ response: HTTPResponse) -> Int {
        // Status code, framing, Date and Connection together are well below 200 octets.
        256 + response.status.reason.utf8CodeUnitCount + response.fields.maximumLength
    }

    /// Appends the head to `output`, which has to have room for `maximumSize`. `date` is an IMF-fixdate.
    package static func encode(
        _ response: HTTPResponse, _ content: Content, _ persistence: Persistence, date: [UInt8],
        into output: ByteBuffer
    ) {
        output.put { cursor in
            cursor.put("HTTP/1.1 ")
            cursor.put(decimal: UInt64(response.status.code.magnitude))
            cursor.put(" ")
            cursor.put(response.status.reason)
            cursor.put("\r\nDate: ")
            date.withUnsafeBytes { cursor.put($0) }
            switch content {
            case .forbidden: cursor.put("\r\n")
            case .sized(let count):
                cursor.put("\r\nContent-Length: ")
                cursor.put(decimal: UInt64(count.magnitude))
                cursor.put("\r\n")
            }
            switch persistence {
            case .implied: break
            case .keepAlive: cursor.put("Connection: keep-alive\r\n")
            case .close: cursor.put("Connection: close\r\n")
            }
            response.fields.put(to: &cursor)
            cursor.put("\r\n")
        }
    }
}
