/// The class axis is not the last: the logits of neighbouring positions lie side by side, those of one position far
/// apart. A tile is a run of neighbouring positions of one outer index, all classes of them. It is gathered into
/// memory that stays in the cache, worked on there a lane a position, and scattered again, so that the large tensors
/// are read once and written once however far apart their rows are.
extension LossKernel {
    /// Positions in a tile, tiles in a row of positions, tiles in a block, and blocks.
    var tileBlocks: (width: Int, perOuter: Int, perBlock: Int, count: Int) {
        let lanes = Scalar.Lanes.scalarCount
        let fitting = (Self.blockElements / 2 / shape.classCount) / lanes * lanes
        let width = min(max(fitting, 2 * lanes), 512, shape.innerCount)
        let perOuter = (shape.innerCount + width - 1) / width
        let perBlock = max(1, Self.blockElements / (width * min(shape.classCount, Self.blockElements)))
        return (width, perOuter, perBlock, (perOuter * shape.outerCount + perBlock - 1) / perBlock)
    }

    @inline(__always)
    func evaluateTiles(block: Int) -> LossSums {
        let (width, perOuter, perBlock, _) = tileBlocks
        let lanes = Scalar.Lanes.scalarCount
        let stride = (width + lanes - 1) / lanes * lanes
        var sums = LossSums()
        // Classes × positions of exponentials, then maxima, then factors.
        withUnsafeTemporaryAllocation(of: Scalar.self, capacity: stride * (shape.classCount + 2)) { scratch in
            withUnsafeTemporaryAllocation(of: Double.self, capacity: stride) { totals in
                guard let scratch = scratch.baseAddress, let totals = totals.baseAddress else { return }
                let first = block * perBlock
                for tile in first..<min(first + perBlock, perOuter * shape.outerCount) {
                    let inner = tile % perOuter * width
                    evaluateTile(
                        outer: tile / perOuter, inner: inner, count: min(width, shape.innerCount - inner),
                        Workspace(
                            stride: stride, exponentials: scratch, maxima: scratch + stride * shape.classCount,
                            factors: scratch + stride * (shape.classCount + 1), totals: totals),
                        into: &sums)
                }
            }
        }
        return sums
    }

    private struct Workspace {
        /// Positions from one class to the next: the tile's width, rounded up to whole lanes.
        let stride: Int
        let exponentials: UnsafeMutablePointer<Scalar>
        let maxima: UnsafeMutablePointer<Scalar>
        let factors: UnsafeMutablePointer<Scalar>
        let totals: UnsafeMutablePointer<Double>
    }

    @inline(__always)
    private func evaluateTile(outer: Int, inner: Int, count: Int, _ work: Workspace, into sums: inout LossSums) {
        let offset = outer * shape.classCount * shape.innerCount + inner
        gather(offset, count, work)
        exponentiate(work)
        let firstPosition = outer * shape.innerCount + inner
        addLosses(firstPosition, offset, count, work, into: &sums)

        if let probabilities {
            for index in 0..<count { work.factors[index] = Scalar(1 / work.totals[index]) }
            scatter(work, count, to: probabilities + offset)
        }
        if let gradients {
            for index in 0..<count {
                let kept = labels[firstPosition + index] != ignoreLabel
                work.factors[index] = kept && scale != 0 ? Scalar(scale / work.totals[index]) : 0
            }
            scatter(work, count, to: gradients + offset, zeroWhereFactorIsZero: true)
            for index in 0..<count where labels[firstPosition + index] != ignoreLabel && scale != 0 {
                let label = Int(labels[firstPosition + index])
                let share = Double(work.exponentials[label * work.stride + index]) / work.totals[index]
                gradients[offset + label * shape.innerCount + index] = Scalar(scale * (share - 1))
            }
        }
    }

    /// Copies the tile's logits side by side, and finds each position's largest.
    @inline(__always)
    private func gather(_ offset: Int, _ count: Int, _ work: Workspace) {
        let width = Scalar.Lanes.scalarCount
        work.maxima.initialize(repeating: -.infinity, count: work.stride)
        work.factors.initialize(repeating: 0, count: work.stride)
        for label in 0..<shape.classCount {
            let source = logits + offset + label * shape.innerCount
            let target = work.exponentials + label * work.stride
            target.initialize(from: source, count: count)
            if count < work.stride { (target + count).initialize(repeating: 0, count: work.stride - count) }
            var index = 0
            while index < work.stride {
                let lanes = Self.load(target + index)
                let maxima = Self.load(work.maxima + index)
                Self.store(Scalar.larger(maxima, lanes), work.maxima + index)
                index &+= width
            }
        }
    }

    /// Replaces the logits by exp(x − max) and sums them per position: at most 32 terms in `Scalar`, then in float64.
    @inline(__always)
    private func exponentiate(_ work: Workspace) {
        let width = Scalar.Lanes.scalarCount
        work.totals.initialize(repeating: 0, count: work.stride)
        var first = 0
        while first < shape.classCount {
            let end = min(first &+ 32, shape.classCount)
            var index = 0
            while index < work.stride {
                let maxima = Self.load(work.maxima + index)
                var sum = Scalar.Lanes(repeating: 0)
                for label in first..<end {
                    let place = work.exponentials + (label &* work.stride &+ index)
                    let lanes = Scalar.exponential(Scalar.subtract(Self.load(place), maxima))
                    Self.store(lanes, place)
                    sum = Scalar.add(sum, lanes)
                }
                for lane in 0..<width { work.totals[index &+ lane] += Double(sum[lane]) }
                index &+= width
            }
            first = end
        }
    }

    @inline(__always)
    private func addLosses(
        _ firstPosition: Int, _ offset: Int, _ count: Int, _ work: Workspace, into sums: inout LossSums
    ) {
        for index in 0..<count {
            let position = firstPosition + index
            let label = labels[position]
            if label == ignoreLabel {
                elementLosses?[position] = 0
                continue
            }
            let labelled = logits[offset + Int(label) * shape.innerCount + index]
            let loss = loss(
                maximum: work.maxima[index], labelled: labelled, sum: work.totals[index], into: &sums)
            elementLosses?[position] = Scalar(loss)
        }
    }

    /// Writes the exponentials times their position's factor.
    @inline(__always)
    private func scatter(
        _ work: Workspace, _ count: Int, to target: UnsafeMutablePointer<Scalar>, zeroWhereFactorIsZero: Bool = false
    ) {
        let width = Scalar.Lanes.scalarCount
        for label in 0..<shape.classCount {
            let source = work.exponentials + label * work.stride
            let row = target + label * shape.innerCount
            var index = 0
            while index < count {
                let factors = Self.load(work.factors + index)
                let exponentials = Self.load(source + index)
                // 0 · NaN is NaN, and an ignored position's gradient is 0 whatever its logits.
                let lanes =
                    zeroWhereFactorIsZero
                    ? Scalar.multiplyOrZero(exponentials, factors) : Scalar.multiply(exponentials, factors)
                if index &+ width <= count {
                    Self.store(lanes, row + index)
                } else {
                    for lane in 0..<(count &- index) { row[index &+ lane] = lanes[lane] }
                }
                index &+= width
            }
        }
    }
}
