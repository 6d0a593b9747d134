/// One of two answers for each of sixteen lanes.
typealias LaneMask = SIMDMask<SIMD16<Int64>>

@inline(__always)
func isNaN(_ a: SIMD16<Double>) -> LaneMask { a .!= a }

/// Neither NaN nor infinite.
@inline(__always)
func isFinite(_ a: SIMD16<Double>) -> LaneMask { a - a .== SIMD16<Double>(repeating: 0) }

@inline(__always)
func isZero(_ a: SIMD16<Double>) -> LaneMask { a .== SIMD16<Double>(repeating: 0) }

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
        SIMD16<Int64>(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15) .< SIMD16<Int64>(repeating: Int64(count))
    }

    /// Set where `a` is not negative.
    @inline(__always)
    static func natural(_ a: SIMD16<Int64>) -> LaneMask { a .>= SIMD16<Int64>(repeating: 0) }
}
