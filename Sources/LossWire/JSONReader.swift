/// A cursor over the octets of a JSON text (RFC 8259): reads what the caller says comes next, and fails with the offset
/// of the first octet that does not fit.
///
/// Hazard: it points into memory that its caller keeps alive.
struct JSONReader {
    /// Levels of lists and objects within one another.
    static let maximumDepth = 64

    let start: UnsafePointer<UInt8>
    let end: UnsafePointer<UInt8>
    var next: UnsafePointer<UInt8>
    let powers = PowersOfTen.tables

    init(start: UnsafePointer<UInt8>, count: Int) {
        self.start = start
        end = start + count
        next = start
    }

    var offset: Int { next - start }

    @inline(__always)
    mutating func skipWhiteSpace() {
        while next < end {
            let octet = next.pointee
            guard octet <= 0x20, octet == 0x20 || octet == 0x0a || octet == 0x0d || octet == 0x09 else { return }
            next += 1
        }
    }

    /// The next octet that is not white space, not consumed; 0 at the end.
    @inline(__always)
    mutating func peek() -> UInt8 {
        skipWhiteSpace()
        return next < end ? next.pointee : 0
    }

    @inline(__always)
    mutating func consume(_ octet: Unicode.Scalar) -> Bool {
        guard peek() == UInt8(ascii: octet) else { return false }
        next += 1
        return true
    }

    @inline(__always)
    mutating func expect(_ octet: Unicode.Scalar, _ what: StaticString) throws(LossWireError) {
        guard consume(octet) else { throw unexpected(what) }
    }

    mutating func expectEnd() throws(LossWireError) {
        _ = peek()
        if next < end { throw .syntax("there is something after the end of the JSON text", offset: offset) }
    }

    @inline(never)
    func unexpected(_ expected: StaticString) -> LossWireError {
        guard next < end else { return .syntax("the JSON text ends where \(expected) is expected", offset: offset) }
        return .syntax("\(Self.describe(next.pointee)) where \(expected) is expected", offset: offset)
    }

    /// Consumes `literal` if it comes next.
    mutating func consume(literal: StaticString) -> Bool {
        let count = literal.utf8CodeUnitCount
        guard end - next >= count else { return false }
        for index in 0..<count where next[index] != literal.utf8Start[index] { return false }
        next += count
        return true
    }

    /// The name of the value that comes next, as it stands in messages; nothing is consumed.
    mutating func kind() -> StaticString {
        switch peek() {
        case UInt8(ascii: "{"): "an object"
        case UInt8(ascii: "["): "a list"
        case UInt8(ascii: "\""): "a string"
        case UInt8(ascii: "t"), UInt8(ascii: "f"): "a boolean"
        case UInt8(ascii: "n"): "null"
        case UInt8(ascii: "N"), UInt8(ascii: "I"): "not finite"
        default: "a number"
        }
    }

    private static func describe(_ octet: UInt8) -> String {
        (0x21...0x7e).contains(octet) ? "'\(Unicode.Scalar(octet))'" : "octet 0x\(String(octet, radix: 16))"
    }
}
