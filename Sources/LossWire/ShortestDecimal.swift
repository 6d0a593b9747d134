/// A finite number as ±`significand`·10^`exponent`, with as few digits as read back to the same bits, zeros at their end
/// not counted, and of those the nearest: R. Giulietti, *The Schubfach way to render doubles* (2021).
struct ShortestDecimal<Significand: FixedWidthInteger & UnsignedInteger> {
    var significand: Significand
    var exponent: Int
}

extension ShortestDecimal {
    /// The shortest of the decimals between `lower` and `upper`, and the nearest to `middle` among those as short. All
    /// three are in quarters of 10^`exponent`, with the last bit set where something was cut off.
    @inline(__always)
    private init(from lower: Significand, _ middle: Significand, _ upper: Significand, exponent: Int) {
        let s = middle / 4
        // A multiple of ten, if one fits: one digit less. Both ways are worked out and one is chosen by arithmetic, for
        // nobody can foretell which, and a wrong guess of the processor costs more than either.
        let tens = s / 10
        let tensUpFits: Significand = 40 &* tens &+ 40 <= upper ? 1 : 0
        let tensDownFits: Significand = lower <= 40 &* tens ? 1 : 0
        let byTens = (tens &+ tensUpFits) &* 10
        let upFits: Significand = 4 &* s &+ 4 <= upper ? 1 : 0
        let downFits: Significand = lower <= 4 &* s ? 1 : 0
        let half = 4 &* s &+ 2
        let isAboveHalf: Significand = middle &+ (s & 1) > half ? 1 : 0
        let oneFits = downFits ^ upFits
        let byOnes = s &+ ((oneFits & upFits) | ((oneFits ^ 1) & isAboveHalf))
        let isByTens = (tensDownFits ^ tensUpFits) & (tens > 0 ? 1 : 0)
        self.init(significand: byOnes ^ ((byOnes ^ byTens) & (0 &- isByTens)), exponent: exponent)
    }
}

extension ShortestDecimal<UInt32> {
    /// - Parameter bits: those of a finite float32 that is not 0; the sign is left out.
    @inline(__always)
    init(float32 bits: UInt32, _ powers: PowersOfTen) {
        let fraction = bits & 0x7f_ffff
        let field = Int(bits >> 23) & 0xff
        let c = field == 0 ? fraction : fraction | 0x80_0000
        let q = max(field, 1) - 150
        // At a power of two the number below is only half as far as the one above.
        let lowerIsCloser = fraction == 0 && field > 1
        let odd = c & 1
        let k = floorLog10(q, lowerIsCloser)
        let h = UInt32(truncatingIfNeeded: q &+ floorLog2(-k) &+ 1)

        let g = powers.float32Significand(-k)
        let lower = roundToOdd(g, (4 &* c &- (lowerIsCloser ? 1 : 2)) &<< h) &+ odd
        let middle = roundToOdd(g, (4 &* c) &<< h)
        let upper = roundToOdd(g, (4 &* c &+ 2) &<< h) &- odd

        self.init(from: lower, middle, upper, exponent: k)
    }
}

extension ShortestDecimal<UInt64> {
    /// - Parameter bits: those of a finite float64 that is not 0; the sign is left out.
    @inline(__always)
    init(float64 bits: UInt64, _ powers: PowersOfTen) {
        let fraction = bits & 0xf_ffff_ffff_ffff
        let field = Int(truncatingIfNeeded: bits >> 52) & 0x7ff
        let c = field == 0 ? fraction : fraction | 0x10_0000_0000_0000
        let q = max(field, 1) - 1075
        let lowerIsCloser = fraction == 0 && field > 1
        let odd = c & 1
        let k = floorLog10(q, lowerIsCloser)
        let h = UInt64(truncatingIfNeeded: q &+ floorLog2(-k) &+ 1)

        var g = powers.significand(-k)
        // Rounded up, where the table is exact or has been rounded up already as it stands.
        if !(-27...55).contains(-k) { g = g.next }
        let lower = roundToOdd(g, (4 &* c &- (lowerIsCloser ? 1 : 2)) &<< h) &+ odd
        let middle = roundToOdd(g, (4 &* c) &<< h)
        let upper = roundToOdd(g, (4 &* c &+ 2) &<< h) &- odd

        self.init(from: lower, middle, upper, exponent: k)
    }
}

/// ⌊log10 2^q⌋, or ⌊log10 (3/4 · 2^q)⌋ for |q| ≤ 1100.
@inline(__always)
private func floorLog10(_ q: Int, _ threeQuarters: Bool) -> Int {
    (q &* 1_262_611 &- (threeQuarters ? 524_031 : 0)) &>> 22
}

/// ⌊log2 10^e⌋ for |e| ≤ 1233.
@inline(__always)
private func floorLog2(_ e: Int) -> Int { (e &* 1_741_647) &>> 19 }

/// The upper bits of the product, the last of them set if any below it is: enough to compare it with integers.
@inline(__always)
private func roundToOdd(_ g: UInt64, _ c: UInt32) -> UInt32 {
    let product = g.multipliedFullWidth(by: UInt64(c))
    let upper = UInt32(truncatingIfNeeded: product.high)
    return upper | (product.low >> 32 > 1 ? 1 : 0)
}

@inline(__always)
private func roundToOdd(_ g: PowersOfTen.Significand, _ c: UInt64) -> UInt64 {
    let below = g.low.multipliedFullWidth(by: c).high
    let product = g.high.multipliedFullWidth(by: c)
    let (middle, overflow) = product.low.addingReportingOverflow(below)
    return (product.high &+ (overflow ? 1 : 0)) | (middle > 1 ? 1 : 0)
}
