/// The shortest decimals of sixteen float32 at once: what `ShortestDecimal` finds, lane by lane, with its digits apart.
///
/// It is for normal numbers. What it says of a zero, a subnormal number, an infinity or NaN means nothing.
///
/// Every operator has vectors of one concrete type on both sides: those that take a scalar are generic, and compile to
/// loops over the lanes.
///
/// A vector of sixteen words is two registers of the widest processors: what is done to one does not wait for what is done
/// to the other.
struct DecimalBlock {
    typealias Words = SIMD16<UInt64>
    /// Half as wide, for what fits: half the registers.
    typealias Halves = SIMD16<UInt32>
    typealias Integers = SIMD16<Int32>
    private typealias Pieces = SIMD32<UInt32>
    private typealias Quarters = SIMD64<UInt16>

    static let count = 16

    /// The first digit of each.
    let leads: Words
    /// The eight digits after it, an octet each, the first lowest.
    let digits: Words
    /// The value is lead.digits · 10^exponent.
    let exponents: Integers

    /// The leading zeros of `digits`: eight for each zero at the end of the number.
    var leadingZeros: SIMD16<UInt32> {
        @inline(__always) get {
            var zeros = Words()
            for lane in 0..<Self.count { zeros[lane] = UInt64(truncatingIfNeeded: digits[lane].leadingZeroBitCount) }
            return SIMD16<UInt32>(truncatingIfNeeded: zeros)
        }
    }

    /// - Parameter bits: those of the numbers without their signs.
    @inline(__always)
    init(_ bits: Halves, _ powers: PowersOfTen) {
        let fraction = bits & Self.halves(0x7f_ffff)
        let field = Self.signed(bits &>> Self.halves(23))
        let c = (fraction | Self.halves(0x80_0000)) &<< Self.halves(2)
        let q = field &- Self.integers(150)
        // At a power of two the number below is only half as far as the one above.
        let lowerIsCloser = (fraction .== Self.halves(0)) .& (field .> Self.integers(1))
        // ⌊log10 2^q⌋, or ⌊log10 (3/4 · 2^q)⌋, and ⌊log2 10^−k⌋.
        let logarithm =
            q &* Self.integers(1_262_611)
            &- Self.choose(lowerIsCloser, Self.integers(524_031), Self.integers(0))
        let k = logarithm &>> Self.integers(22)
        let binary = ((Self.integers(0) &- k) &* Self.integers(1_741_647)) &>> Self.integers(19)
        let shift = Self.unsigned(q &+ binary &+ Self.integers(1))

        var g = Words()
        for lane in 0..<Self.count { g[lane] = powers.float32Significand(0 &- Int(truncatingIfNeeded: k[lane])) }
        let odd = fraction & Self.halves(1)
        let step = Self.halves(2) &<< shift
        let below = Self.choose(lowerIsCloser, step &>> Self.halves(1), step)
        let exact = c &<< shift
        let lower = Self.narrow(Self.roundToOdd(g, exact &- below)) &+ odd
        let middle = Self.roundToOdd(g, exact)
        let upper = Self.narrow(Self.roundToOdd(g, exact &+ step)) &- odd
        let significand = Self.shortest(lower, middle, upper)

        // Seven to nine digits; moved up to exactly nine.
        let hasEight = Self.signed(significand) .>= Self.integers(10_000_000)
        let hasNine = Self.signed(significand) .>= Self.integers(100_000_000)
        let scale = Self.choose(hasNine, Self.halves(1), Self.choose(hasEight, Self.halves(10), Self.halves(100)))
        exponents =
            k
            &+ Self.choose(hasNine, Self.integers(8), Self.choose(hasEight, Self.integers(7), Self.integers(6)))
        let nine = Self.widen(significand &* scale)
        leads = Self.quotient(nine, 1_441_151_881, 57)
        digits = Self.eightDigits(nine &- Self.product(leads, Self.words(100_000_000)))
    }

    /// The shortest of the decimals between `lower` and `upper`, the nearest to `middle` among those as short. At least
    /// one of the two integers next to `middle` lies between them, and at most one multiple of ten.
    ///
    /// Transparent, since the compiler leaves a call of `@inline(__always)` in a function as large as `init`.
    @_transparent
    private static func shortest(_ lower: Halves, _ middle: Words, _ upper: Halves) -> Halves {
        let tens = narrow(quotient(middle &>> words(2), 0xcccc_cccd, 35))
        let middle = narrow(middle)
        let s = middle &>> halves(2)
        let tens40 = tens &* halves(40)
        let tensUpFits = tens40 &+ halves(40) .<= upper
        let tensDownFits = lower .<= tens40
        let tensDown = tens40 &>> halves(2)
        let byTens = choose(tensUpFits, tensDown &+ halves(10), tensDown)

        let s4 = middle & halves(~3)
        let upFits = s4 &+ halves(4) .<= upper
        let downFails = lower .> s4
        // More than half is 3, 6 or 7 in the last three bits: half of an even number is not.
        let isAboveHalf = (halves(0xc8c8_c8c8) &>> middle) & halves(1) .!= halves(0)
        let goesUp = upFits .& (isAboveHalf .| downFails)
        let byOnes = choose(goesUp, s &+ halves(1), s)
        return choose(tensUpFits .| tensDownFits, byTens, byOnes)
    }

    /// The upper bits of the product, the last of them set if any below it is: enough to compare it with integers.
    @inline(__always)
    private static func roundToOdd(_ g: Words, _ c: Halves) -> Words {
        let (low, c) = (words(0xffff_ffff), widen(c))
        let product = (g &>> words(32)) &* c &+ (((g & low) &* c) &>> words(32))
        let isInexact = ((product & low) &+ words(0xffff_fffe)) &>> words(32)
        return (product &>> words(32)) | isInexact
    }

    /// Eight digits of each number below 10^8: split in halves three times over.
    @inline(__always)
    private static func eightDigits(_ value: Words) -> Words {
        let high = quotient(value, 3_518_437_209, 45)
        let rest = value &- product(high, words(10_000))
        // Numbers below 2^14, which is said for the same reason.
        let halves = (high | rest &<< words(32)) & words(0x3fff_0000_3fff)
        let scaled = unsafeBitCast(halves, to: Pieces.self) &* Pieces(repeating: 5243)
        let hundreds = (unsafeBitCast(scaled, to: Words.self) &>> words(19)) & words(0x7f_0000_007f)
        let ones = halves &- product(hundreds, by: 100)
        let quarters = hundreds | ones &<< words(16)
        let tens = (product(quarters, by: 103) &>> words(10)) & words(0x003f_003f_003f_003f)
        // The tens, and 256 times what is left without them.
        let units = unsafeBitCast(product(quarters, by: 256), to: Quarters.self)
        let both = units &+ unsafeBitCast(product(tens, by: UInt16(truncatingIfNeeded: 1 - 2560)), to: Quarters.self)
        return unsafeBitCast(both, to: Words.self)
    }

    /// `value` / d, by multiplication and shift.
    @inline(__always)
    private static func quotient(_ value: Words, _ factor: UInt64, _ shift: UInt64) -> Words {
        product(value, words(factor)) &>> words(shift)
    }

    /// Of numbers below 2^32, which is said so that the compiler takes the quick instruction.
    @inline(__always)
    private static func product(_ a: Words, _ b: Words) -> Words {
        (a & words(0xffff_ffff)) &* (b & words(0xffff_ffff))
    }

    /// Of four numbers in each word.
    @inline(__always)
    private static func product(_ a: Words, by b: UInt16) -> Words {
        unsafeBitCast(unsafeBitCast(a, to: Quarters.self) &* Quarters(repeating: b), to: Words.self)
    }

    @inline(__always)
    private static func widen(_ value: Halves) -> Words { Words(truncatingIfNeeded: value) }

    @inline(__always)
    private static func narrow(_ value: Words) -> Halves { Halves(truncatingIfNeeded: value) }

    @inline(__always)
    private static func choose(_ mask: SIMDMask<Integers>, _ a: Integers, _ b: Integers) -> Integers {
        b.replacing(with: a, where: mask)
    }

    @inline(__always)
    private static func choose(_ mask: SIMDMask<Integers>, _ a: Halves, _ b: Halves) -> Halves {
        b.replacing(with: a, where: mask)
    }

    @inline(__always)
    private static func words(_ value: UInt64) -> Words { Words(repeating: value) }

    @inline(__always)
    private static func halves(_ value: UInt32) -> Halves { Halves(repeating: value) }

    @inline(__always)
    private static func integers(_ value: Int32) -> Integers { Integers(repeating: value) }

    @inline(__always)
    private static func signed(_ value: Halves) -> Integers { unsafeBitCast(value, to: Integers.self) }

    @inline(__always)
    private static func unsigned(_ value: Integers) -> Halves { unsafeBitCast(value, to: Halves.self) }
}
