/// The quick way through a list of integers that are written as nearly all are: up to eighteen digits, a minus before them
/// or none, one comma or bracket right behind, one space before at the most.
extension JSONReader {
    /// Digits that fit whatever they are.
    private static let plainDigits = 18

    /// Appends elements as long as they are plain. True where the list ends behind the last of them; false where an
    /// element comes next that has to be read otherwise.
    @inline(__always)
    mutating func appendPlainIntegers<Sink: TensorSink & ~Copyable>(
        to elements: inout Sink, _ rows: inout PlainRows
    ) throws(LossWireError) -> Bool where Sink.Element == Int64 {
        while true {
            var p = next
            if p < end, p.pointee == UInt8(ascii: " ") { p += 1 }
            let isNegative = p < end && p.pointee == UInt8(ascii: "-")
            if isNegative { p += 1 }
            let first = p
            let limit = end - first > Self.plainDigits ? first + Self.plainDigits : end
            var value: Int64 = 0
            while p < limit, p.pointee &- UInt8(ascii: "0") <= 9 {
                value = value &* 10 &+ Int64(p.pointee &- UInt8(ascii: "0"))
                p += 1
            }
            // A 0 stands in front of no other digit.
            guard p > first, p < end, first.pointee != UInt8(ascii: "0") || p == first + 1 else { return false }
            let endsList = p.pointee == UInt8(ascii: "]")
            guard endsList || p.pointee == UInt8(ascii: ",") else { return false }
            try elements.append(isNegative ? 0 &- value : value)
            rows.count &+= 1
            next = p
            if endsList { return true }
            next += 1
        }
    }
}
