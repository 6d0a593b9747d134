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
        256 + response.status.reason.utf8CodeUnitCount + response.fields.lines.count
    }

    /// Appends the head to `output`, which has to have room for `maximumSize`. `date` is an IMF-fixdate.
    package static func encode(
        _ response: HTTPResponse, _ content: Content, _ persistence: Persistence, date: [UInt8],
        into output: ByteBuffer
    ) {
        output.write { free in
            var cursor = Cursor(free)
            cursor.put("HTTP/1.1 ")
            cursor.put(decimal: response.status.code)
            cursor.put(" ")
            cursor.put(response.status.reason)
            cursor.put("\r\nDate: ")
            cursor.put(date)
            switch content {
            case .forbidden: cursor.put("\r\n")
            case .sized(let count):
                cursor.put("\r\nContent-Length: ")
                cursor.put(decimal: count)
                cursor.put("\r\n")
            }
            switch persistence {
            case .implied: break
            case .keepAlive: cursor.put("Connection: keep-alive\r\n")
            case .close: cursor.put("Connection: close\r\n")
            }
            cursor.put(response.fields.lines)
            cursor.put("\r\n")
            return cursor.count
        }
    }

    /// A place in free memory. It never writes past the end: what does not fit is left out, which `maximumSize` rules
    /// out.
    private struct Cursor {
        let free: UnsafeMutableRawBufferPointer
        var count = 0

        init(_ free: UnsafeMutableRawBufferPointer) { self.free = free }

        @inline(__always)
        mutating func put(_ text: StaticString) {
            put(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
        }

        @inline(__always)
        mutating func put(_ octets: [UInt8]) {
            octets.withUnsafeBytes { put($0) }
        }

        mutating func put(decimal number: Int) {
            var digits: (UInt64, UInt64, UInt64) = (0, 0, 0)
            withUnsafeMutableBytes(of: &digits) { digits in
                var rest = number.magnitude
                var start = digits.count
                repeat {
                    start &-= 1
                    digits[start] = UInt8(truncatingIfNeeded: rest % 10) &+ 0x30
                    rest /= 10
                } while rest > 0
                put(UnsafeRawBufferPointer(rebasing: digits[start...]))
            }
        }

        @inline(__always)
        mutating func put(_ octets: UnsafeRawBufferPointer) {
            guard octets.count <= free.count &- count, let base = free.baseAddress, let source = octets.baseAddress
            else { return }
            (base + count).copyMemory(from: source, byteCount: octets.count)
            count &+= octets.count
        }
    }
}
