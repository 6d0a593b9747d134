/// The logits of a group's positions, for what has to look at them one by one.
struct LogitRows<Scalar: LossScalar> {
    /// The first class of the first position.
    let base: UnsafePointer<Scalar>
    /// Elements from one position to the next.
    let step: Int
    /// Elements from one class to the next.
    let stride: Int
    let count: Int

    @inline(__always)
    subscript(lane: Int) -> LogitRow<Scalar> {
        LogitRow(base: base + lane &* step, stride: stride, count: count)
    }

    /// Where the classes with these indices lie behind `base`, those of the first lane in the first position's row and so
    /// on; 0 where an index is negative.
    @inline(__always)
    func offsets(of indices: SIMD16<Int64>) -> SIMD16<Int64> {
        let lanes = SIMD16<Int64>(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
        let offsets =
            indices &* SIMD16<Int64>(repeating: Int64(stride)) &+ lanes &* SIMD16<Int64>(repeating: Int64(step))
        return SIMD16<Int64>(repeating: 0).replacing(with: offsets, where: .natural(indices))
    }
}
