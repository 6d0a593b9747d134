/// An IEEE 754 format, as far as rounding a decimal to it needs to know.
struct BinaryFormat {
    var fractionBits: Int
    var minimumExponent: Int
    var infinitePower: Int
    /// Decimal exponents at which an exact tie between two numbers can occur.
    var tieExponents: ClosedRange<Int>
    /// Below: 0. Above: infinite.
    var decimalExponents: ClosedRange<Int>

    static let float32 = BinaryFormat(
        fractionBits: 23, minimumExponent: -127, infinitePower: 0xff, tieExponents: -17...10,
        decimalExponents: -65...38)
    static let float64 = BinaryFormat(
        fractionBits: 52, minimumExponent: -1023, infinitePower: 0x7ff, tieExponents: -4...23,
        decimalExponents: -342...308)

    /// The bits of `mantissa`·10^`exponent`, rounded half to even; infinity where it is too large. nil where 128 bits of
    /// the power of ten do not decide it.
    ///
    /// The algorithm of D. Lemire, *Number Parsing at a Gigabyte per Second* (Software: Practice and Experience, 2021).
    @inline(__always)
    func bits(_ mantissa: UInt64, _ exponent: Int, _ powers: PowersOfTen) -> UInt64? {
        let infinity = UInt64(infinitePower) << UInt64(fractionBits)
        if mantissa == 0 || exponent < decimalExponents.lowerBound { return 0 }
        if exponent > decimalExponents.upperBound { return infinity }

        let leadingZeros = mantissa.leadingZeroBitCount
        guard let (high, low) = product(mantissa << UInt64(leadingZeros), powers.significand(exponent)) else {
            return nil
        }
        let upperBit = Int(high >> 63)
        let shift = upperBit + 64 - fractionBits - 3
        var fraction = high >> UInt64(shift)
        // ⌊log2 10^q⌋, from the first 16 bits of log2 10.
        var power = ((217_706 * exponent) >> 16) + 63 + upperBit - leadingZeros - minimumExponent

        if power <= 0 {
            // Below the smallest normal number: fewer bits are left.
            if 1 - power >= 64 { return 0 }
            fraction >>= UInt64(1 - power)
            fraction = (fraction + (fraction & 1)) >> 1
            // Rounding up may reach the smallest normal number, whose bits are the next in line.
            return fraction
        }
        if low <= 1, tieExponents.contains(exponent), fraction & 3 == 1, fraction << UInt64(shift) == high {
            // Exactly in the middle, and even below: the half is not rounded up.
            fraction &= ~1
        }
        fraction = (fraction + (fraction & 1)) >> 1
        if fraction >= 2 << UInt64(fractionBits) {
            fraction = 1 << UInt64(fractionBits)
            power += 1
        }
        if power >= infinitePower { return infinity }
        fraction &= ~(1 << UInt64(fractionBits))
        return UInt64(power) << UInt64(fractionBits) | fraction
    }

    /// The upper 128 bits of the 192-bit product, as far as the rounding needs them to be right.
    @inline(__always)
    private func product(_ mantissa: UInt64, _ power: PowersOfTen.Significand) -> (high: UInt64, low: UInt64)? {
        var (high, low) = mantissa.multipliedFullWidth(by: power.high)
        let mask = UInt64.max >> UInt64(fractionBits + 3)
        if high & mask == mask {
            let carry = mantissa.multipliedFullWidth(by: power.low).high
            let (sum, overflow) = low.addingReportingOverflow(carry)
            low = sum
            if overflow { high += 1 }
            if low == .max { return nil }
        }
        return (high, low)
    }
}
