/// What one block of positions adds to a batch's ``LossSummary``.
public struct LossSums: Sendable, BitwiseCopyable {
    public var loss = 0.0
    public var zLoss = 0.0
    public var clampedCount = 0
    public var nonFiniteCount = 0
    public var correctCount = 0

    public init() {}

    /// Adds the sums of the block after this one.
    public mutating func add(_ next: LossSums) {
        loss += next.loss
        zLoss += next.zLoss
        clampedCount += next.clampedCount
        nonFiniteCount += next.nonFiniteCount
        correctCount += next.correctCount
    }
}
