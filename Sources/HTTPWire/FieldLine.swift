/// `field-name ":" OWS field-value OWS`, taken apart (RFC 9112 §5): where name and value lie in the head, without the white
/// space around them. White space before the colon, folded lines and empty names are refused, not repaired: two readers of
/// one message would repair them in two ways.
struct FieldLine: Sendable {
    /// nil for a field that nobody looks for.
    let known: FieldName?
    private let start: Int32
    private let colon: Int32
    private let valueStart: Int32
    private let valueEnd: Int32

    var name: Range<Int> { Int(start)..<Int(colon) }

    var value: Range<Int> { Int(valueStart)..<Int(valueEnd) }

    /// Reads `head[range]`, which is not empty and in which there are no control octets but tabs. No head is so long that
    /// its offsets do not fit.
    @inline(__always)
    init(_ head: UnsafeRawBufferPointer, _ range: Range<Int>) throws(HTTPFailure) {
        let colon: Int
        if let found = FieldName.atStart(of: UnsafeRawBufferPointer(rebasing: head[range])) {
            known = found.name
            colon = range.lowerBound &+ found.colon
        } else {
            known = nil
            colon = try Self.endOfName(head, range)
        }
        var start = colon &+ 1
        var end = range.upperBound
        while start < end, Octet.isBlank(head[start]) { start &+= 1 }
        while end > start, Octet.isBlank(head[end &- 1]) { end &-= 1 }
        self.start = Int32(truncatingIfNeeded: range.lowerBound)
        self.colon = Int32(truncatingIfNeeded: colon)
        valueStart = Int32(truncatingIfNeeded: start)
        valueEnd = Int32(truncatingIfNeeded: end)
    }

    private static func endOfName(_ head: UnsafeRawBufferPointer, _ range: Range<Int>) throws(HTTPFailure) -> Int {
        var index = Octet.endOfPlain(in: head, range)
        while index < range.upperBound, Octet.isToken(head[index]) { index += 1 }
        guard index > range.lowerBound else {
            throw .malformed(
                Octet.isBlank(head[index]) ? "a folded header line" : "a header line without a name", offset: index)
        }
        guard index < range.upperBound, head[index] == Octet.colon else {
            throw .malformed("a header name has to be a token with a colon right behind it", offset: index)
        }
        return index
    }
}
