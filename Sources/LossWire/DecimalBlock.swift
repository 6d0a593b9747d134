/// The shortest decimals of eight float32 at once: what `ShortestDecimal` finds, lane by lane, with its digits apart.
///
/// It is for normal numbers. What it says of a zero, a subnormal number, an infinity or NaN means nothing.
///
/// Every operator has vectors of one concrete type on both sides: those that take a scalar are generic, and compile to
/// loops over the lanes.
struct DecimalBlock {
    typealias Words = SIMD8<UInt64>
    typealias Integers = SIMD8<Int64>

    static let count = 8

    /// The first digit of each.
    let leads: Words
    /// The eight digits after it, an octet each, the first lowest.
    let digits: Words
    /// The value is lead.digits · 10^exponent.
    let exponents: Integers

    /// - Parameter bits: those of the numbers, one in each lane; signs are left out.
    @inline(__always)
    init(_ bits: Words, _ powers: PowersOfTen) {
        let fraction = bits & Self.words(0x7f_ffff)
        let field = (bits &>> Self.words(23)) & Self.words(0xff)
        let c = (fraction | Self.words(0x80_0000)) &<< Self.words(2)
        let q = Self.signed(field) &- Self.integers(150)
        // At a power of two the number below is only half as far as the one above.
        let lowerIsCloser = (fraction .== Self.words(0)) .& (Self.signed(field) .> Self.integers(1))
        // ⌊log10 2^q⌋, or ⌊log10 (3/4 · 2^q)⌋, and ⌊log2 10^−k⌋: made positive to be shifted.
        let logarithm =
            q &* Self.integers(1_262_611)
            &- Self.choose(lowerIsCloser, Self.integers(524_031), Self.integers(0))
        let k = Self.shifted(logarithm, 22)
        let h = q &+ Self.shifted(Self.integers(0) &- k &* Self.integers(1_741_647), 19) &+ Self.integers(1)

        var g = Words()
        for lane in 0..<Self.count { g[lane] = powers.float32Significand(0 &- Int(truncatingIfNeeded: k[lane])) }
        let odd = fraction & Self.words(1)
        let below = Self.choose(lowerIsCloser, Self.integers(1), Self.integers(2))
        let lower = Self.roundToOdd(g, c &- Self.unsigned(below), h) &+ odd
        let middle = Self.roundToOdd(g, c, h)
        let upper = Self.roundToOdd(g, c &+ Self.words(2), h) &- odd
        let significand = Self.shortest(lower, middle, upper)

        // Seven to nine digits; moved up to exactly nine.
        let hasEight = Self.signed(significand) .>= Self.integers(10_000_000)
        let hasNine = Self.signed(significand) .>= Self.integers(100_000_000)
        let scale = Self.choose(
            hasNine, Self.integers(1), Self.choose(hasEight, Self.integers(10), Self.integers(100)))
        exponents =
            k
            &+ Self.choose(hasNine, Self.integers(8), Self.choose(hasEight, Self.integers(7), Self.integers(6)))
        let nine = Self.product(significand, Self.unsigned(scale))
        leads = Self.quotient(nine, 1_441_151_881, 57)
        digits = Self.eightDigits(nine &- Self.product(leads, Self.words(100_000_000)))
    }

    /// The shortest of the decimals between `lower` and `upper`, the nearest to `middle` among those as short.
    ///
    /// Transparent, since the compiler leaves a call of `@inline(__always)` in a function as large as `init`.
    @_transparent
    private static func shortest(_ lower: Words, _ middle: Words, _ upper: Words) -> Words {
        let s = middle &>> words(2)
        let tens = quotient(s, 0xcccc_cccd, 35)
        let tens40 = product(tens, words(40))
        let tensUpFits = signed(tens40 &+ words(40)) .<= signed(upper)
        let tensDownFits = signed(lower) .<= signed(tens40)
        let byTens = product(tens &+ unsigned(choose(tensUpFits, integers(1), integers(0))), words(10))
        let s4 = s &<< words(2)
        let upFits = signed(s4 &+ words(4)) .<= signed(upper)
        let downFits = signed(lower) .<= signed(s4)
        let isAboveHalf = signed(middle &+ (s & words(1))) .> signed(s4 &+ words(2))
        let oneFits = upFits .^ downFits
        let goesUp = (oneFits .& upFits) .| (isAboveHalf .& .!oneFits)
        let byOnes = s &+ unsigned(choose(goesUp, integers(1), integers(0)))
        return unsigned(choose(tensUpFits .^ tensDownFits, signed(byTens), signed(byOnes)))
    }

    /// The upper bits of the product, the last of them set if any below it is: enough to compare it with integers.
    @inline(__always)
    private static func roundToOdd(_ g: Words, _ c: Words, _ h: Integers) -> Words {
        let low = words(0xffff_ffff)
        let shifted = (c &<< unsigned(h)) & low
        let product = (g &>> words(32)) &* shifted &+ (((g & low) &* shifted) &>> words(32))
        let isInexact = signed(product & low) .> integers(1)
        return (product &>> words(32)) | unsigned(choose(isInexact, integers(1), integers(0)))
    }

    /// Eight digits of each number below 10^8: split in halves three times over.
    @inline(__always)
    private static func eightDigits(_ value: Words) -> Words {
        let high = quotient(value, 3_518_437_209, 45)
        let rest = value &- product(high, words(10_000))
        let halves = unsafeBitCast(high | rest &<< words(32), to: SIMD16<UInt32>.self)
        let hundreds = (halves &* SIMD16(repeating: 10_486)) &>> SIMD16(repeating: 20)
        let ones = halves &- hundreds &* SIMD16(repeating: 100)
        // Two numbers below 100 in each lane, whose products do not reach one another.
        let quarters = hundreds | ones &<< SIMD16(repeating: 16)
        let tens = ((quarters &* SIMD16(repeating: 103)) &>> SIMD16(repeating: 10)) & SIMD16(repeating: 0x000f_000f)
        let units = quarters &- tens &* SIMD16(repeating: 10)
        return unsafeBitCast(tens | units &<< SIMD16(repeating: 8), to: Words.self)
    }

    /// `value` / d, by multiplication and shift.
    @inline(__always)
    private static func quotient(_ value: Words, _ factor: UInt64, _ shift: UInt64) -> Words {
        product(value, words(factor)) &>> words(shift)
    }

    /// Of numbers below 2^32, which is said so that the compiler takes the quick instruction.
    @inline(__always)
    private static func product(_ a: Words, _ b: Words) -> Words { (a & words(0xffff_ffff)) &* b }

    /// An arithmetic shift of numbers above −2^31, in a way that every processor has.
    @inline(__always)
    private static func shifted(_ value: Integers, _ shift: UInt64) -> Integers {
        signed(unsigned(value &+ integers(1 << 31)) &>> words(shift)) &- integers((1 << 31) >> Int64(shift))
    }

    @inline(__always)
    private static func choose(_ mask: SIMDMask<Integers>, _ a: Integers, _ b: Integers) -> Integers {
        b.replacing(with: a, where: mask)
    }

    @inline(__always)
    private static func words(_ value: UInt64) -> Words { Words(repeating: value) }

    @inline(__always)
    private static func integers(_ value: Int64) -> Integers { Integers(repeating: value) }

    /// Signed comparisons are the ones that every processor has.
    @inline(__always)
    private static func signed(_ value: Words) -> Integers { unsafeBitCast(value, to: Integers.self) }

    @inline(__always)
    private static func unsigned(_ value: Integers) -> Words { unsafeBitCast(value, to: Words.self) }
}
