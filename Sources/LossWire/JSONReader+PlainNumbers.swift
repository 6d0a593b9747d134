/// The quick way through a list of numbers that are written as nearly all are: `-12.345`, and a comma right behind or
/// one space further. Anything else is left to the way that knows all of JSON.
///
/// Where the next number begins follows from the octets that are no digits, long before this one's value is there: the
/// processor works on several numbers at once.
extension JSONReader {
    /// No plain number looks further ahead than this, nor further back than `DigitLanes` does.
    private static let reach = 32

    /// Appends elements as long as they are plain. True where the list ends behind the last of them; false where an
    /// element comes next that has to be read otherwise.
    @inline(__always)
    mutating func appendPlain<Sink: TensorSink & ~Copyable>(
        to elements: inout Sink
    ) throws(LossWireError) -> Bool where Sink.Element: TensorElement {
        guard next - start >= DigitLanes.reach else { return false }
        while end - next >= Self.reach {
            let head = DigitWord(at: next)
            let isNegative = head.isMinus(at: 0)
            let sign = isNegative ? 1 : 0
            // What is no digit: the point, and what ends the number.
            var others = head.others & ~(isNegative ? 0x80 : 0)
            guard others != 0 else { return false }
            let point = others.trailingZeroBitCount &>> 3
            others &= others &- 1
            let length: Int
            if others != 0 {
                length = others.trailingZeroBitCount &>> 3
            } else {
                // Both are looked at: which of them the end is in cannot be foreseen.
                let middle = DigitWord(at: next + 8).others
                let last = DigitWord(at: next + 16).others
                length = (middle != 0 ? 8 : 16) &+ (middle != 0 ? middle : last).trailingZeroBitCount &>> 3
            }
            let stop = next + length
            let whole = point &- sign
            let fraction = length &- point &- 1
            // A digit on both sides, the first of which is 0 only where it is the only one.
            guard head.hasPoint(at: point), whole > 0, fraction > 0, whole == 1 || !head.isZero(at: sign),
                whole &+ fraction <= 19, stop.pointee == UInt8(ascii: ",") || stop.pointee == UInt8(ascii: "]")
            else { return false }
            var mantissa = DigitLanes.value(before: stop, whole: whole, fraction: fraction)
            if whole &+ fraction > 16 {
                mantissa &+= powers.integers[16] &* leading(whole &+ fraction &- 16, of: next + sign, whole)
            }
            guard let element = Sink.Element.nearest(mantissa, over: fraction, isNegative: isNegative, powers) else {
                return false
            }
            try elements.append(element)
            next = stop + 1
            if stop.pointee == UInt8(ascii: "]") {
                next = stop
                return true
            }
            if next.pointee == UInt8(ascii: " ") { next += 1 }
        }
        return false
    }

    /// The number that the first `count` digits make, 1 to 3, of which the first `whole` stand before a point.
    @inline(__always)
    private func leading(_ count: Int, of first: UnsafePointer<UInt8>, _ whole: Int) -> UInt64 {
        DigitWord(at: first).joined(whole, with: DigitWord(at: first + 1)).value(of: count)
    }
}
