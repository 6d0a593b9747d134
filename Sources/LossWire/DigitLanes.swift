/// The digits on both sides of a decimal point, sixteen at a time in vector lanes.
enum DigitLanes {
    /// Octets before the end of a number's digits that are read, whatever they are.
    static let reach = 17

    private typealias Octets = SIMD16<UInt8>

    /// Computed, and so a constant in the code: whether a stored one has been made yet would be asked for every number.
    @inline(__always)
    private static var indices: Octets { Octets(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15) }

    /// The number that the last sixteen digits before `stop` make, `fraction` of them behind a point and `whole` of them
    /// or less before it; fewer where there are fewer. Hazard: `reach` octets before `stop` have to be there.
    @inline(__always)
    static func value(before stop: UnsafePointer<UInt8>, whole: Int, fraction: Int) -> UInt64 {
        // What is before the point lies one octet too far left.
        let left = load(stop - reach)
        let right = load(stop - 16)
        let point = Octets(repeating: UInt8(truncatingIfNeeded: max(16 &- fraction, 0)))
        let first = Octets(repeating: UInt8(truncatingIfNeeded: max(16 &- fraction &- whole, 0)))
        let digits = right.replacing(with: left, where: indices .< point) & Octets(repeating: 0x0f)
        return value(digits.replacing(with: Octets(repeating: 0), where: indices .< first))
    }

    /// The number that sixteen digits make, the first one in the first lane: pairs, fours, eights.
    @inline(__always)
    private static func value(_ digits: Octets) -> UInt64 {
        let ones = unsafeBitCast(digits, to: SIMD8<UInt16>.self)
        let pairs =
            (ones & SIMD8(repeating: 0xff)) &* SIMD8(repeating: 10) &+ (ones &>> SIMD8(repeating: 8))
        let twos = unsafeBitCast(pairs, to: SIMD4<UInt32>.self)
        let fours =
            (twos & SIMD4(repeating: 0xffff)) &* SIMD4(repeating: 100) &+ (twos &>> SIMD4(repeating: 16))
        let eights = unsafeBitCast(fours, to: SIMD2<UInt64>.self)
        let high = (eights[0] & 0xffff_ffff) &* 10_000 &+ eights[0] &>> 32
        let low = (eights[1] & 0xffff_ffff) &* 10_000 &+ eights[1] &>> 32
        return high &* 100_000_000 &+ low
    }

    @inline(__always)
    private static func load(_ place: UnsafePointer<UInt8>) -> Octets {
        UnsafeRawPointer(place).loadUnaligned(as: Octets.self)
    }
}
