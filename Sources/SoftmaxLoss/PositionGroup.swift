/// Sixteen neighbouring positions, or the last few: what the formulas take from their rows, a lane each.
struct PositionGroup {
    static let size = 16

    /// Positions in the group; the lanes behind them are not kept and go nowhere.
    let count: Int
    let first: Int
    /// Where in the slice the label is; −1 where there is no label to look at: it is ignored, or in another slice, or
    /// there are soft targets.
    var labelIndex = SIMD16<Int64>(repeating: -1)
    /// Where that is behind the first of the group's logits; 0 where there is no label to look at.
    var labelOffset = SIMD16<Int64>(repeating: 0)
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
    /// m, scaled.
    var maximum = SIMD16<Double>(repeating: 0)
    /// S.
    var sum = SIMD16<Double>(repeating: 1)
    /// m − x at the label, scaled.
    var labelDistance = SIMD16<Double>(repeating: 0)
}

/// What follows from a group's maxima and sums, a lane a position.
struct PositionTerms {
    /// ln S.
    let logSum: SIMD16<Double>
    /// lse.
    let logSumExp: SIMD16<Double>
    /// scale; 0 where ignored.
    let scale: SIMD16<Double>
    /// A + 2·z·lse: what p is multiplied by.
    let pull: SIMD16<Double>
    /// 1 / S.
    let reciprocal: SIMD16<Double>
    /// scale·(A + 2·z·lse) / S: what exponentials are multiplied by; exactly 0 where there is no gradient.
    let factor: SIMD16<Double>
    /// Whether the row is made of numbers: no NaN, no +∞, and not nothing but −∞.
    let isNumber: LaneMask
}
