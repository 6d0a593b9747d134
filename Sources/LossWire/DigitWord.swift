/// Eight octets of a JSON text at once, the first lowest, with digits as their values.
struct DigitWord {
    let octets: UInt64

    /// There have to be eight octets at `start`.
    @inline(__always)
    init(at start: UnsafePointer<UInt8>) {
        octets = UInt64(littleEndian: UnsafeRawPointer(start).loadUnaligned(as: UInt64.self)) ^ 0x3030_3030_3030_3030
    }

    @inline(__always)
    private init(octets: UInt64) { self.octets = octets }

    /// The high bit of every octet that is no digit. Up to the first octet that is not ASCII: behind that one, anything.
    @inline(__always)
    var others: UInt64 {
        // A carry can only come from such an octet, and spoils only later ones.
        ((octets &+ 0x7676_7676_7676_7676) | octets) & 0x8080_8080_8080_8080
    }

    /// How many octets, from the first, are digits.
    @inline(__always)
    var digitCount: Int { others.trailingZeroBitCount / 8 }

    /// The number that the first `count` digits make, 1 to 8: moved to the end of a word whose other octets are then
    /// zeros, and added up by three multiplications (D. Lemire's `parse_eight_digits_unrolled`).
    @inline(__always)
    func value(of count: Int) -> UInt64 {
        var sum = octets &<< UInt64(truncatingIfNeeded: 64 &- 8 &* count)
        sum = sum &* 10 &+ (sum &>> 8)
        let high = (sum & 0x0000_00ff_0000_00ff) &* 0x000f_4240_0000_0064
        let low = ((sum &>> 16) & 0x0000_00ff_0000_00ff) &* 0x0000_2710_0000_0001
        return (high &+ low) &>> 32
    }

    /// The first `count` octets of this and, from there on, those of `other`.
    @inline(__always)
    func joined(_ count: Int, with other: DigitWord) -> DigitWord {
        let mask = (1 as UInt64) &<< UInt64(truncatingIfNeeded: 8 &* count) &- 1
        return DigitWord(octets: octets & mask | other.octets & ~mask)
    }
}
