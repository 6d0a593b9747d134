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

    /// Which class of the lane's position is `offset` behind `base`; nil where that is negative.
    @inline(__always)
    func index(_ lane: Int, _ offset: Int) -> Int? {
        offset < 0 ? nil : (offset &- lane &* step) / stride
    }
}
