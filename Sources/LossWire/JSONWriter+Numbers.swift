extension JSONWriter {
    /// The shortest decimal that reads back as `value`; NaN and infinities as strings.
    @inline(__always)
    mutating func write(_ value: Float) {
        guard value.isFinite else { return writeNonFinite(isNaN: value.isNaN, negative: value < 0) }
        let bits = value.bitPattern
        next.pointee = UInt8(ascii: "-")
        next += Int(bits >> 31)
        guard bits & 0x7fff_ffff != 0 else { return write(literal: "0.0") }
        let decimal = ShortestDecimal<UInt32>(float32: bits, powers)
        // At most nine digits; moved up to exactly nine, so that the first is one division away.
        let length = digitCount(UInt64(decimal.significand))
        let nine = UInt64(decimal.significand) &* powers.integers[9 &- length]
        let lead = nine / 100_000_000
        writeDigits(
            lead: lead, Self.eightDigits(nine &- lead &* 100_000_000), 0, exponent: decimal.exponent &+ length &- 1)
    }

    /// The shortest decimal that reads back as `value`; NaN and infinities as strings.
    @inline(__always)
    mutating func write(_ value: Double) {
        guard value.isFinite else { return writeNonFinite(isNaN: value.isNaN, negative: value < 0) }
        let bits = value.bitPattern
        next.pointee = UInt8(ascii: "-")
        next += Int(truncatingIfNeeded: bits >> 63)
        // Counts, mostly: sums of weights and normalizers.
        if value.magnitude < 1e15, let integer = Int64(exactly: value) {
            write(integer.magnitude)
            return write(literal: ".0")
        }
        let decimal = ShortestDecimal<UInt64>(float64: bits, powers)
        let length = digitCount(decimal.significand)
        let seventeen = decimal.significand &* powers.integers[17 &- length]
        let upper = seventeen / 100_000_000
        let lead = upper / 100_000_000
        writeDigits(
            lead: lead, Self.eightDigits(upper &- lead &* 100_000_000),
            Self.eightDigits(seventeen &- upper &* 100_000_000), exponent: decimal.exponent &+ length &- 1)
    }

    /// ±`lead`.`digits` · 10^`exponent`, with the eight digits an octet each, the first lowest.
    @inline(__always)
    mutating func write(isNegative: Bool, lead: UInt64, digits: UInt64, exponent: Int) {
        next.pointee = UInt8(ascii: "-")
        next += isNegative ? 1 : 0
        writeDigits(lead: lead, digits, 0, exponent: exponent)
    }

    /// Writes d.dddddddd dddddddd · 10^exponent: in full from 10^-4 up to 10^15, as Python does, else with an exponent.
    ///
    /// - Parameters:
    ///   - lead: the first digit.
    ///   - first, second: the eight digits after it and the eight after those, an octet each, the first lowest.
    @inline(__always)
    private mutating func writeDigits(lead: UInt64, _ first: UInt64, _ second: UInt64, exponent: Int) {
        // Zeros at the end of the digits are zeros at the top of the word.
        let length =
            second != 0
            ? 17 &- second.leadingZeroBitCount / 8 : 9 &- min(first.leadingZeroBitCount / 8, 8)
        let zeros: UInt64 = 0x3030_3030_3030_3030
        let leadOctet = UInt8(truncatingIfNeeded: lead) &+ UInt8(ascii: "0")

        if exponent < 0, exponent > -100 {
            writeFraction(leadOctet, first | zeros, second | zeros, length: length, exponent: exponent)
        } else if exponent >= 0, exponent < 16 {
            // dd.dd, ddd000.0
            next.pointee = leadOctet
            Self.store((first | zeros).littleEndian, next + 1)
            Self.store((second | zeros).littleEndian, next + 9)
            if length <= exponent &+ 1 {
                next += exponent &+ 1
                next[0] = UInt8(ascii: ".")
                next[1] = UInt8(ascii: "0")
                next += 2
            } else {
                // The digits after the point move up by one to make room for it.
                let point = next + (exponent &+ 1)
                let a = UnsafeRawPointer(point).loadUnaligned(as: UInt64.self)
                let b = UnsafeRawPointer(point + 8).loadUnaligned(as: UInt64.self)
                point.pointee = UInt8(ascii: ".")
                Self.store(a, point + 1)
                Self.store(b, point + 9)
                next += length &+ 1
            }
        } else {
            // d.ddde-nn
            next[0] = leadOctet
            next[1] = UInt8(ascii: ".")
            Self.store((first | zeros).littleEndian, next + 2)
            Self.store((second | zeros).littleEndian, next + 10)
            next += length == 1 ? 1 : length &+ 1
            writeExponent(exponent)
        }
    }

    /// `0.000ddd` or `d.ddde-nn`, for exponents from −99 to −1: nearly every gradient. Both forms are made by one run of
    /// stores whose places are chosen by arithmetic, for which of them comes next nobody can foretell.
    @inline(__always)
    private mutating func writeFraction(
        _ lead: UInt8, _ first: UInt64, _ second: UInt64, length: Int, exponent: Int
    ) {
        // All ones where there is an exponent: masks, since of conditions the compiler would make branches again.
        let scientific = (exponent &+ 4) &>> 63
        // 0.000000, of which the other form leaves the point only.
        Self.store(UInt64(littleEndian: 0x3030_3030_3030_2e30), next)
        next[(1 &- exponent) & ~scientific] = lead
        let digits = next + (2 &- (exponent & ~scientific))
        Self.store(first.littleEndian, digits)
        Self.store(second.littleEndian, digits + 8)
        // Behind the last digit; a lead that stands alone has no point.
        let end = digits + (length &- 1 &+ (scientific & ((length &- 2) &>> 63)))
        // e-nn or e-n, which is overwritten by what comes next where it does not count.
        let magnitude = UInt32(truncatingIfNeeded: 0 &- exponent)
        let tens = (magnitude &* 103) &>> 10
        let ones = magnitude &- tens &* 10
        let isLong = magnitude >= 10 ? 1 : 0
        let text: UInt32 = 0x3030_2d65 | ((tens | ones &<< 8) &>> (isLong == 1 ? 0 : 8)) &<< 16
        UnsafeMutableRawPointer(end).storeBytes(of: text.littleEndian, as: UInt32.self)
        next = end + ((3 &+ isLong) & scientific)
    }

    /// `e-7`, `e16`, `e-308`.
    @inline(__always)
    private mutating func writeExponent(_ exponent: Int) {
        next[0] = UInt8(ascii: "e")
        next[1] = UInt8(ascii: "-")
        next += exponent < 0 ? 2 : 1
        var rest = exponent.magnitude
        if rest >= 100 {
            next.pointee = UInt8(truncatingIfNeeded: rest / 100) &+ UInt8(ascii: "0")
            next += 1
            rest %= 100
        }
        // Two digits, of which the first is not counted where it is a leading zero: no branch to guess.
        let tens = rest / 10
        let isLong = exponent.magnitude >= 10
        next[0] = UInt8(truncatingIfNeeded: isLong ? tens : rest) &+ UInt8(ascii: "0")
        next[1] = UInt8(truncatingIfNeeded: rest &- tens &* 10) &+ UInt8(ascii: "0")
        next += isLong ? 2 : 1
    }

    @inline(__always)
    private func digitCount(_ value: UInt64) -> Int {
        // 1233/4096 is log10 2, near enough for 64 bits.
        let bits = 64 &- (value | 1).leadingZeroBitCount
        let estimate = (bits &* 1233) &>> 12
        return value >= powers.integers[estimate] ? estimate &+ 1 : estimate
    }

    /// Eight digits of a number below 10^8, an octet each, the first lowest: split in halves three times over, all
    /// parts at once.
    @inline(__always)
    private static func eightDigits(_ value: UInt64) -> UInt64 {
        let high = value / 10_000
        let halves = high | (value &- high &* 10_000) &<< 32
        let hundreds = ((halves &* 10_486) &>> 20) & 0x0000_007f_0000_007f
        let quarters = hundreds | (halves &- hundreds &* 100) &<< 16
        let tens = ((quarters &* 103) &>> 10) & 0x000f_000f_000f_000f
        return tens | (quarters &- tens &* 10) &<< 8
    }

    @inline(__always)
    private static func store(_ word: UInt64, _ pointer: UnsafeMutablePointer<UInt8>) {
        UnsafeMutableRawPointer(pointer).storeBytes(of: word, as: UInt64.self)
    }
}
