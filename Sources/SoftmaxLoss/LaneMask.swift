/// One of two answers for each of eight lanes.
typealias LaneMask = SIMDMask<SIMD8<Int64>>

// Comparisons by way of the bits: those of floating-point lanes are loops over the lanes, those of integers for equality
// are not.

@inline(__always)
private func bits(_ a: SIMD8<Double>) -> SIMD8<Int64> { unsafeBitCast(a, to: SIMD8<Int64>.self) }

/// Set where `a` is negative.
@inline(__always)
private func sign(_ a: SIMD8<Int64>) -> LaneMask {
    unsafeBitCast(a &>> SIMD8<Int64>(repeating: 63), to: LaneMask.self)
}

@inline(__always)
func isNaN(_ a: SIMD8<Double>) -> LaneMask {
    // NaN is what follows infinity.
    let magnitude = bits(a) & SIMD8<Int64>(repeating: .max)
    return sign(SIMD8<Int64>(repeating: 0x7ff0_0000_0000_0000) &- magnitude)
}

/// Neither NaN nor infinite.
@inline(__always)
func isFinite(_ a: SIMD8<Double>) -> LaneMask {
    let infinity = SIMD8<Int64>(repeating: 0x7ff0_0000_0000_0000)
    return (bits(a) & infinity) .!= infinity
}

@inline(__always)
func isZero(_ a: SIMD8<Double>) -> LaneMask {
    (bits(a) &<< SIMD8<Int64>(repeating: 1)) .== SIMD8<Int64>(repeating: 0)
}

/// The same bits: for infinities.
@inline(__always)
func isSame(_ a: SIMD8<Double>, _ b: Double) -> LaneMask {
    bits(a) .== SIMD8<Int64>(repeating: Int64(bitPattern: b.bitPattern))
}

/// a < b, which is where a − b is a number with a sign, and not −0.
@inline(__always)
func isLess(_ a: SIMD8<Double>, _ b: SIMD8<Double>) -> LaneMask {
    let difference = a - b
    return sign(bits(difference)) .& .!isNaN(difference) .& .!isZero(difference)
}

extension SIMDMask where Storage == SIMD8<Int64> {
    static var nowhere: LaneMask { unsafeBitCast(SIMD8<Int64>(repeating: 0), to: LaneMask.self) }

    /// Whether any lane is set. Halves are joined until one word is left: comparing masks is a loop over their lanes.
    @inline(__always)
    var isAnywhere: Bool {
        let lanes = unsafeBitCast(self, to: SIMD8<Int64>.self)
        let half = lanes.lowHalf | lanes.highHalf
        let quarter = half.lowHalf | half.highHalf
        return quarter[0] | quarter[1] != 0
    }
}
