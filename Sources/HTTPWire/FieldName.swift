/// The header fields of a request that are looked for, by the protocol or by the service behind it. Which of them a field
/// is gets known once, when its line is read; whatever is asked of a head later compares no names.
package enum FieldName: UInt8, Sendable {
    case accept
    case acceptEncoding
    case authorization
    case connection
    case contentEncoding
    case contentLength
    case contentType
    case expect
    case host
    case inferenceHeaderContentLength
    case requestID
    case transferEncoding

    /// Some of them.
    struct Group: Sendable {
        private var bits: UInt16 = 0

        func contains(_ name: FieldName) -> Bool { bits &>> UInt16(name.rawValue) & 1 != 0 }

        mutating func insert(_ name: FieldName) { bits |= 1 &<< UInt16(name.rawValue) }
    }

    /// The one with which `line`, which is not empty, begins, with a colon behind it, and where that colon is.
    @inline(__always)
    static func atStart(of line: UnsafeRawBufferPointer) -> (name: FieldName, colon: Int)? {
        @inline(__always)
        func match(_ text: StaticString, _ name: FieldName) -> (name: FieldName, colon: Int)? {
            let count = text.utf8CodeUnitCount
            guard line.count >= count, Octet.matches(line, 0, count, text) else { return nil }
            return (name, count &- 1)
        }
        switch line[0] | 0x20 {
        case UInt8(ascii: "a"):
            return match("accept:", .accept) ?? match("accept-encoding:", .acceptEncoding)
                ?? match("authorization:", .authorization)
        case UInt8(ascii: "c"):
            return match("content-type:", .contentType) ?? match("content-length:", .contentLength)
                ?? match("connection:", .connection) ?? match("content-encoding:", .contentEncoding)
        case UInt8(ascii: "e"): return match("expect:", .expect)
        case UInt8(ascii: "h"): return match("host:", .host)
        case UInt8(ascii: "i"): return match("inference-header-content-length:", .inferenceHeaderContentLength)
        case UInt8(ascii: "t"): return match("transfer-encoding:", .transferEncoding)
        case UInt8(ascii: "x"): return match("x-request-id:", .requestID)
        default: return nil
        }
    }
}
