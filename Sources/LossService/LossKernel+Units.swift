import LossWire
import SoftmaxLoss

/// A kernel's blocks in pieces that are worth handing to another thread.
extension LossKernel {
    private static var blocksPerUnit: Int { 4 }

    /// Pieces that may be computed at once.
    var unitCount: Int { (blockCount + Self.blocksPerUnit - 1) / Self.blocksPerUnit }

    /// Computes the blocks of `unit` and puts the sums of each in its place, to be added in order when all are there.
    func compute(unit: Int, into sums: TensorStorage<LossSums>) {
        let first = unit * Self.blocksPerUnit
        for block in first..<min(first + Self.blocksPerUnit, blockCount) { sums.base[block] = evaluate(block: block) }
    }

    /// The batch's numbers, once every unit has been computed.
    func summary(of sums: TensorStorage<LossSums>) -> LossSummary {
        var total = LossSums()
        for block in sums.elements { total.add(block) }
        return summary(of: total)
    }
}
