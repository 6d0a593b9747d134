/// Where the parts of sixteen decimals below 1 stand in their texts, `0.000ddd` or `d.ddde-nn` without a sign, worked out
/// for all of them at once: which of the two forms comes next nobody can foretell.
///
/// Either form is `0.000000`, of which the lead, the other digits and the exponent overwrite what is not to stand there,
/// and of which only the length counts.
struct FractionLayout {
    typealias Words = SIMD16<UInt32>

    static let count = 16

    /// An octet each, the lowest first: where the first digit stands, where the one after it would, where the exponent
    /// does or what is not counted, and how long the text is. 0 is the length of what has neither form: numbers from 1
    /// on, zeros, subnormal numbers, infinities and NaN.
    let places: Words
    /// `e-nn`, or `e-n` and an octet that is not counted.
    let exponents: Words

    /// - Parameters:
    ///   - bits: those of the numbers, without signs.
    ///   - powers: the exponents of their first digits.
    ///   - leadingZeros: of the eight octets with the other digits.
    @inline(__always)
    init(_ bits: Words, powers: SIMD16<Int32>, leadingZeros: Words) {
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
        let field = Self.signed(bits &>> Self.words(23)) &- Self.integers(1)
        let isOther = Self.negative(field | (Self.integers(253) &- field)) | ~Self.negative(powers)
        let leadPlaces = zeros &+ Self.words(1) &+ isScientific
        let digitPlaces = (zeros &+ Self.words(2)) &<< Self.words(8)
        let placesAndLength = leadPlaces | digitPlaces | end &<< Self.words(16) | length &<< Self.words(24)
        places = placesAndLength & ~isOther
    }

    /// All ones in lanes below zero.
    @inline(__always)
    private static func negative(_ value: SIMD16<Int32>) -> Words { unsigned(value &>> integers(31)) }

    @inline(__always)
    private static func words(_ value: UInt32) -> Words { Words(repeating: value) }

    @inline(__always)
    private static func integers(_ value: Int32) -> SIMD16<Int32> { SIMD16<Int32>(repeating: value) }

    @inline(__always)
    private static func signed(_ value: Words) -> SIMD16<Int32> { unsafeBitCast(value, to: SIMD16<Int32>.self) }

    @inline(__always)
    private static func unsigned(_ value: SIMD16<Int32>) -> Words { unsafeBitCast(value, to: Words.self) }
}
