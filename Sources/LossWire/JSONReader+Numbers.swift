extension JSONReader {
    /// A number of RFC 8259, taken apart: ±`mantissa`·10^`exponent`.
    struct Number {
        var negative: Bool
        /// The digits, as far as they fit.
        var mantissa: UInt64
        var exponent: Int
        /// The digits do not fit `mantissa`, which then means nothing; `text` holds them.
        var isLong: Bool
        /// The token as it stands.
        var text: UnsafeBufferPointer<UInt8>
    }

    /// Reads a number. White space before it has been skipped.
    @inline(__always)
    mutating func scanNumber() throws(LossWireError) -> Number {
        let token = next
        var p = next
        let negative = p < end && p.pointee == UInt8(ascii: "-")
        if negative { p += 1 }

        let integer = p
        var mantissa: UInt64 = 0
        while p < end {
            let digit = p.pointee &- UInt8(ascii: "0")
            if digit > 9 { break }
            mantissa = mantissa &* 10 &+ UInt64(digit)
            p += 1
        }
        var digits = p - integer
        guard digits > 0 else {
            next = p
            throw unexpected(negative ? "a digit" : "a number")
        }
        if digits > 1, integer.pointee == UInt8(ascii: "0") {
            next = integer
            throw .syntax("a number does not begin with a superfluous 0", offset: offset)
        }

        var exponent = 0
        if p < end, p.pointee == UInt8(ascii: ".") {
            p += 1
            let fraction = p
            p = scanDigits(p, &mantissa)
            let count = p - fraction
            guard count > 0 else {
                next = p
                throw unexpected("a digit")
            }
            digits &+= count
            exponent = -count
        }
        if p < end, p.pointee | 0x20 == UInt8(ascii: "e") {
            next = p
            exponent &+= try scanExponent()
            p = next
        }
        next = p
        return Number(
            negative: negative, mantissa: mantissa, exponent: exponent, isLong: digits > 19,
            text: UnsafeBufferPointer(start: token, count: p - token))
    }

    /// Digits, eight at a time.
    @inline(__always)
    private func scanDigits(_ start: UnsafePointer<UInt8>, _ mantissa: inout UInt64) -> UnsafePointer<UInt8> {
        var p = start
        while end - p >= 8 {
            let word = DigitWord(at: p)
            let count = word.digitCount
            if count == 0 { return p }
            mantissa = mantissa &* powers.integers[count] &+ word.value(of: count)
            p += count
            if count < 8 { return p }
        }
        while p < end {
            let digit = p.pointee &- UInt8(ascii: "0")
            if digit > 9 { break }
            mantissa = mantissa &* 10 &+ UInt64(digit)
            p += 1
        }
        return p
    }

    /// `next` stands on the e. An exponent beyond any number's range is held at a bound, so that it cannot overflow.
    private mutating func scanExponent() throws(LossWireError) -> Int {
        next += 1
        var negative = false
        if next < end, next.pointee == UInt8(ascii: "-") || next.pointee == UInt8(ascii: "+") {
            negative = next.pointee == UInt8(ascii: "-")
            next += 1
        }
        let first = next
        var exponent = 0
        while next < end {
            let digit = next.pointee &- UInt8(ascii: "0")
            if digit > 9 { break }
            exponent = min(exponent * 10 + Int(digit), 1 << 40)
            next += 1
        }
        guard next > first else { throw unexpected("a digit") }
        return negative ? -exponent : exponent
    }
}
