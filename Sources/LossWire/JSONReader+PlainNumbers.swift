/// The quick way through a list of numbers that are written as nearly all are: `-12.345`, and a comma right behind or
/// one space further. Anything else is left to the way that knows all of JSON.
extension JSONReader {
    /// No plain number looks further ahead than this.
    private static let reach = 32

    /// Appends elements as long as they are plain. True where the list ends behind the last of them; false where an
    /// element comes next that has to be read otherwise.
    @inline(__always)
    mutating func appendPlain<Element: TensorElement>(
        to elements: inout TensorBuilder<Element>
    ) throws(LossWireError) -> Bool {
        while end - next >= Self.reach {
            let isNegative = next.pointee == UInt8(ascii: "-")
            let first = next + (isNegative ? 1 : 0)
            let head = DigitWord(at: first)
            let whole = head.digitCount
            // A point behind one to seven digits, the first of which is 0 only where it is the only one.
            guard 1...7 ~= whole, head.hasPoint(at: whole), whole == 1 || head.octets & 0xff != 0 else { return false }
            // The digits on both sides of the point, side by side.
            let word = head.joined(whole, with: DigitWord(at: first + 1))
            var count = word.digitCount
            guard count > whole else { return false }
            var mantissa = word.value(of: count)
            if count == 8, !append(digitsAt: first + 9, to: &mantissa, &count) { return false }
            let stop = first + (count &+ 1)
            guard stop.pointee == UInt8(ascii: ",") || stop.pointee == UInt8(ascii: "]"),
                let element = Element.nearest(mantissa, over: count &- whole, isNegative: isNegative, self)
            else { return false }
            try elements.append(element)
            next = stop
            if stop.pointee == UInt8(ascii: "]") { return true }
            next += stop[1] == UInt8(ascii: " ") ? 2 : 1
        }
        return false
    }

    /// Up to eleven digits more; false where there are more than that, for only nineteen in all are sure to fit.
    @inline(__always)
    private func append(digitsAt start: UnsafePointer<UInt8>, to mantissa: inout UInt64, _ count: inout Int) -> Bool {
        let word = DigitWord(at: start)
        let more = word.digitCount
        guard more > 0 else { return true }
        mantissa = mantissa &* powers.integers[more] &+ word.value(of: more)
        count &+= more
        guard more == 8 else { return true }
        let last = DigitWord(at: start + 8)
        let rest = last.digitCount
        guard rest > 0 else { return true }
        mantissa = mantissa &* powers.integers[rest] &+ last.value(of: rest)
        count &+= rest
        return rest <= 3
    }
}
