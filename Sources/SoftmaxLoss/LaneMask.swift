/// One of two answers for each of sixteen lanes.
typealias LaneMask = SIMDMask<SIMD16<Int64>>

// Comparisons by way of the bits: those of floating-point lanes are loops over the lanes, those of integers for equality
// are not.

@inline(__always)
private func bits(_ a: SIMD16<Double>) -> SIMD16<Int64> { unsafeBitCast(a, to: SIMD16<Int64>.self) }

/// Set where `a` is negative.
@inline(__always)
private func sign(_ a: SIMD16<Int64>) -> LaneMask {
    unsafeBitCast(a &>> SIMD16<Int64>(repeating: 63), to: LaneMask.self)
}

@inline(__always)
func isNaN(_ a: SIMD16<Double>) -> LaneMask {
    // NaN is what follows infinity.
    let magnitude = bits(a) & SIMD16<Int64>(repeating: .max)
    return sign(SIMD16<Int64>(repeating: 0x7ff0_0000_0000_0000) &- magnitude)
}

/// Neither NaN nor infinite.
@inline(__always)
func isFinite(_ a: SIMD16<Double>) -> LaneMask {
    let infinity = SIMD16<Int64>(repeating: 0x7ff0_0000_0000_0000)
    return (bits(a) & infinity) .!= infinity
}

@inline(__always)
func isZero(_ a: SIMD16<Double>) -> LaneMask {
    (bits(a) &<< SIMD16<Int64>(repeating: 1)) .== SIMD16<Int64>(repeating: 0)
}

/// The same bits: for infinities.
@inline(__always)
func isSame(_ a: SIMD16<Double>, _ b: Double) -> LaneMask {
    bits(a) .== SIMD16<Int64>(repeating: Int64(bitPattern: b.bitPattern))
}

/// a < b, which is where a − b is a number with a sign, and not −0.
@inline(__always)
func isLess(_ a: SIMD16<Double>, _ b: SIMD16<Double>) -> LaneMask {
    let difference = a - b
    return sign(bits(difference)) .& .!isNaN(difference) .& .!isZero(difference)
}

extension SIMDMask where Storage == SIMD16<Int64> {
    static var nowhere: LaneMask { unsafeBitCast(SIMD16<Int64>(repeating: 0), to: LaneMask.self) }

    /// Whether any lane is set. Halves are joined until one word is left: comparing masks is a loop over their lanes.
    @inline(__always)
    var isAnywhere: Bool {
        let lanes = unsafeBitCast(self, to: SIMD16<Int64>.self)
        let half = lanes.lowHalf | lanes.highHalf
        let quarter = half.lowHalf | half.highHalf
        let eighth = quarter.lowHalf | quarter.highHalf
        return eighth[0] | eighth[1] != 0
    }

    /// How many lanes are set.
    @inline(__always)
    var count: Int {
        let lanes = unsafeBitCast(self, to: SIMD16<Int64>.self)
        let half = lanes.lowHalf &+ lanes.highHalf
        let quarter = half.lowHalf &+ half.highHalf
        let eighth = quarter.lowHalf &+ quarter.highHalf
        // A lane that is set is −1.
        return Int(0 &- eighth[0] &- eighth[1])
    }

    /// Set in the lanes before the lane `count`.
    @inline(__always)
    static func first(_ count: Int) -> LaneMask {
        sign(
            SIMD16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15) &- SIMD16<Int64>(repeating: Int64(count)))
    }

    /// Set where `a` is not negative.
    @inline(__always)
    static func natural(_ a: SIMD16<Int64>) -> LaneMask { .!sign(a) }
}
