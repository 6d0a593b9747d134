/// The texts of sixteen decimals below 1, `0.000ddd` or `d.ddde-nn`, worked out for all of them at once but for the
/// joining of their parts: which of the two forms comes next nobody can foretell.
///
/// Either form is eight octets with the sign, `0.000000` and the first digit in its place, of which the other digits and
/// the exponent overwrite what is not to stand there, and of which only the length counts.
struct FractionLayout {
    typealias Words = SIMD16<UInt32>
    typealias LongWords = SIMD16<UInt64>

    static let count = 16

    /// What each begins with, the first octet lowest. Where there is neither form it is a sign, if there is one, and the
    /// first digit.
    let heads: LongWords
    /// An octet each: lowest where the digit after the first would stand, next where the exponent does or what is not
    /// counted, and highest how long the text is. 0 is the length of what has neither form: numbers from 1 on, zeros,
    /// subnormal numbers, infinities and NaN.
    let places: Words
    /// `e-nn`, or `e-n` and an octet that is not counted.
    let exponents: Words

    /// - Parameters:
    ///   - bits: those of the numbers.
    ///   - leads: their first digits.
    ///   - powers: the exponents of those.
    ///   - leadingZeros: of the eight octets with the other digits.
    @inline(__always)
    init(_ bits: Words, leads: LongWords, powers: SIMD16<Int32>, leadingZeros: Words) {
        let digitCounts = Self.words(9) &- (leadingZeros &>> Self.words(3))
        let magnitude = Self.unsigned(Self.integers(0) &- powers)
        // All ones where there is an exponent. Adding that takes one away.
        let isScientific = Self.negative(powers &+ Self.integers(4))
        let zeros = magnitude & ~isScientific
        let isAlone = Self.negative(Self.signed(digitCounts) &- Self.integers(2))
        let isShort = Self.negative(Self.signed(magnitude) &- Self.integers(10))
        let end = zeros &+ Self.words(1) &+ digitCounts &+ (isScientific & isAlone)
        let length = end &+ (isScientific & (Self.words(4) &+ isShort))

        let tens = ((magnitude & Self.words(0x7f)) &* Self.words(103)) &>> Self.words(10)
        let ones = magnitude &- ((tens & Self.words(0xf)) &* Self.words(10))
        let digits = (tens | ones &<< Self.words(8)) &>> (isShort & Self.words(8))
        exponents = Self.words(0x3030_2d65) | digits &<< Self.words(16)

        // Exponent fields from 1 to 254.
        let field = Self.signed((bits &>> Self.words(23)) & Self.words(0xff)) &- Self.integers(1)
        let isOther = Self.negative(field | (Self.integers(253) &- field)) | ~Self.negative(powers)
        // Everything stands one octet further behind a sign.
        let isNegative = Self.negative(Self.signed(bits))
        let digitPlaces = zeros &+ Self.words(2)
        let placesAndLength = digitPlaces | end &<< Self.words(8) | length &<< Self.words(24)
        places = (placesAndLength &+ (isNegative & Self.words(0x0100_0101))) & ~isOther

        let leadPlaces = ((zeros &+ Self.words(1) &+ isScientific) & ~isOther) &- isNegative
        // 0.000000, which has the digit of a zero in each of its places for a lead, or -0.00000.
        let signChange = LongWords(truncatingIfNeeded: Self.signed(isNegative)) & Self.longWords(0x1e_1e1d)
        let leadShifts = LongWords(truncatingIfNeeded: leadPlaces &<< Self.words(3))
        heads = (Self.longWords(0x3030_3030_3030_2e30) ^ signChange) | leads &<< leadShifts
    }

    /// All ones in lanes below zero.
    @inline(__always)
    private static func negative(_ value: SIMD16<Int32>) -> Words { unsigned(value &>> integers(31)) }

    @inline(__always)
    private static func longWords(_ value: UInt64) -> LongWords { LongWords(repeating: value) }

    @inline(__always)
    private static func words(_ value: UInt32) -> Words { Words(repeating: value) }

    @inline(__always)
    private static func integers(_ value: Int32) -> SIMD16<Int32> { SIMD16<Int32>(repeating: value) }

    @inline(__always)
    private static func signed(_ value: Words) -> SIMD16<Int32> { unsafeBitCast(value, to: SIMD16<Int32>.self) }

    @inline(__always)
    private static func unsigned(_ value: SIMD16<Int32>) -> Words { unsafeBitCast(value, to: Words.self) }
}
