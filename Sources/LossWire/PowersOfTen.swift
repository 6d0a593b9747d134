/// Powers of ten for reading and writing decimals.
///
/// A reader or a writer takes a copy along: asking a static property for every number whether it has been made yet
/// takes longer than the number.
///
/// `@unchecked Sendable`: the tables are made once, never written again and never freed.
struct PowersOfTen: @unchecked Sendable {
    static let tables = PowersOfTen()

    /// 10^0 … 10^19, exact.
    let integers: UnsafePointer<UInt64>
    /// 10^0 … 10^22, exact in float64.
    let doubles: UnsafePointer<Double>
    private let significands: UnsafePointer<Significand>
    private let float32Significands: UnsafePointer<UInt64>

    private init() {
        integers = Self.keep((0..<20).map { (0..<$0).reduce(1) { product, _ in product * 10 } })
        doubles = Self.keep([
            1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
            1e19, 1e20, 1e21, 1e22,
        ])
        let all = Self.negative().reversed() + Self.positive()
        significands = Self.keep(all)
        float32Significands = Self.keep(
            Self.float32Range.map { exponent in
                let significand = all[exponent - Self.significandRange.lowerBound]
                return significand.high &+ (significand.low == 0 && exponent >= 0 ? 0 : 1)
            })
    }

    private static func keep<Element>(_ elements: [Element]) -> UnsafePointer<Element> {
        let memory = UnsafeMutablePointer<Element>.allocate(capacity: elements.count)
        memory.initialize(from: elements, count: elements.count)
        return UnsafePointer(memory)
    }

    /// 5^q = `high`·2^64 + `low`, scaled by a power of two so that the highest bit is set. (10^q is the same number scaled
    /// by another power of two.) Exact for 0 … 55; else cut off below 128 bits, but rounded up for −27 … −1, where a
    /// product that is exactly a tie would otherwise come out below it.
    struct Significand: BitwiseCopyable {
        var high: UInt64
        var low: UInt64

        /// One unit in the last of the 128 bits more.
        var next: Significand {
            let (sum, overflow) = low.addingReportingOverflow(1)
            return Significand(high: overflow ? high + 1 : high, low: sum)
        }
    }

    static let significandRange = -342...324

    /// The significand of 5^`exponent`, which lies in `significandRange`.
    @inline(__always)
    func significand(_ exponent: Int) -> Significand { significands[exponent &- Self.significandRange.lowerBound] }

    /// What float32 takes: the exponents of the powers of ten that its numbers are divided by, turned round. The last one
    /// is for zeros and subnormal numbers where they are taken for normal ones (`DecimalBlock`).
    static let float32Range = -38...46

    /// The upper 64 bits of 5^`exponent`, rounded up; exact only where the lower ones are zero.
    @inline(__always)
    func float32Significand(_ exponent: Int) -> UInt64 {
        float32Significands[exponent &- Self.float32Range.lowerBound]
    }

    private static func positive() -> [Significand] {
        var power = [UInt64](repeating: 0, count: 14)
        power[0] = 1
        return (0...significandRange.upperBound).map { _ in
            defer { multiplyByFive(&power) }
            return top(of: power)
        }
    }

    /// For q = −1, −2, …: 2^1792 divided by 5 again and again. Dividing a truncated quotient truncates to the same
    /// number as dividing once by the whole power would.
    private static func negative() -> [Significand] {
        var quotient = [UInt64](repeating: 0, count: 29)
        quotient[28] = 1
        return (1...(-significandRange.lowerBound)).map { exponent in
            divideByFive(&quotient)
            let significand = top(of: quotient)
            return exponent <= 27 ? significand.next : significand
        }
    }

    /// The 128 bits from the highest that is set, of words with the lowest first.
    private static func top(of words: [UInt64]) -> Significand {
        let last = words.lastIndex { $0 != 0 } ?? 0
        let shift = words[last].leadingZeroBitCount
        func word(_ index: Int) -> UInt64 { index >= 0 ? words[index] : 0 }
        func shifted(_ index: Int) -> UInt64 { word(index) << shift | word(index - 1) >> (64 - shift) }
        return Significand(high: shifted(last), low: shifted(last - 1))
    }

    private static func multiplyByFive(_ words: inout [UInt64]) {
        var carry: UInt64 = 0
        for index in words.indices {
            let product = words[index].multipliedFullWidth(by: 5)
            let (low, overflow) = product.low.addingReportingOverflow(carry)
            words[index] = low
            carry = product.high + (overflow ? 1 : 0)
        }
    }

    private static func divideByFive(_ words: inout [UInt64]) {
        var remainder: UInt64 = 0
        for index in words.indices.reversed() {
            (words[index], remainder) = UInt64(5).dividingFullWidth((remainder, words[index]))
        }
    }
}
