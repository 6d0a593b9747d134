/// Sixteen neighbouring positions, or the last few: what the formulas take from their rows and make of it, a
/// lane each.
///
/// It stays in memory from one step of the work to the next: there are not registers enough for all of it. Vectors come
/// first, so that none lies across two lines of a cache where the group begins at one.
struct PositionGroup {
    static let size = 16

    // What is known before the logits are looked at.

    var isKept = LaneMask.nowhere
    /// v.
    var weight = SIMD16<Double>(repeating: 1)
    /// w·(1 − ε) of the label; 0 where there is none to look at.
    var labelShare = SIMD16<Double>(repeating: 0)
    /// a at the label.
    var labelCoefficient = SIMD16<Double>(repeating: 0)
    /// A, over all classes.
    var coefficientSum = SIMD16<Double>(repeating: 1)
    /// A, over the classes of the slice but for the labels' shares.
    var sliceCoefficientSum = SIMD16<Double>(repeating: 0)

    // What the rows come to.

    /// What is subtracted from the logits before they are scaled: the largest of them, the smallest where the scale is
    /// negative, or what the merged statistics say.
    var subtrahend = SIMD16<Double>(repeating: 0)
    /// m, scaled.
    var maximum = SIMD16<Double>(repeating: 0)
    /// S.
    var sum = SIMD16<Double>(repeating: 1)
    /// m − x at the label, scaled.
    var labelDistance = SIMD16<Double>(repeating: 0)

    /// Σ a·n without ln S over the classes, but for the labels' shares; 0 where those are all there is.
    var crossSum = SIMD16<Double>(repeating: 0)
    /// Where a term of that was cut.
    var isCut = LaneMask.nowhere

    // What follows from that.

    /// ln S.
    var logSum = SIMD16<Double>(repeating: 0)
    /// lse.
    var logSumExp = SIMD16<Double>(repeating: 0)
    /// scale; 0 where ignored.
    var scale = SIMD16<Double>(repeating: 0)
    /// A + 2·z·lse: what p is multiplied by.
    var pull = SIMD16<Double>(repeating: 0)
    /// 1 / S.
    var reciprocal = SIMD16<Double>(repeating: 0)
    /// scale·(A + 2·z·lse) / S: what exponentials are multiplied by; exactly 0 where there is no gradient.
    var factor = SIMD16<Double>(repeating: 0)
    /// Whether the row is made of numbers: no NaN, no +∞, and not nothing but −∞.
    var isNumber = LaneMask.nowhere

    /// ℓ of this group and of all that were in its place before, since the block began.
    var lossSum = SIMD16<Double>(repeating: 0)

    /// Where a row is worked on by itself, the block of its vectors in which its largest logit is; −1 where that is in none.
    var largestBlock = SIMD16<Int>(repeating: -1)
    /// Where the label's element is behind the first of the group's; −1 where there is no label to look at: it is
    /// ignored, or in another slice, or there are soft targets.
    var labelOffset = SIMD16<Int>(repeating: -1)
    var first = 0
    /// Positions in the group; the lanes behind them are not kept and go nowhere.
    var count = 0
}
