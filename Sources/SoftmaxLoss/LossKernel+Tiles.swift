/// The logits of one position lie far apart, or are few: a tile is a run of positions, all classes of them, copied so that
/// the positions of one class lie side by side, and lanes are positions. The copy stays in the cache while it is worked
/// on, so that the large tensors are read once and written once however they lie.
extension LossKernel {
    /// Positions in a tile, tiles in a block, and blocks.
    var tileBlocks: (width: Int, perBlock: Int, count: Int) {
        let size = WideRun<Scalar>.size
        let classes = max(shape.classCount, 1)
        let fitting = min(max(Self.blockElements / 2 / classes, size), 512)
        // Whole pairs of groups, and no more than there are positions for.
        let width = (min(fitting, shape.positionCount + size - 1)) / size * size
        let tiles = (shape.positionCount + width - 1) / width
        let perBlock = max(1, Self.blockElements / (width * min(classes, Self.blockElements)))
        return (width, perBlock, (tiles + perBlock - 1) / perBlock)
    }

    @inline(__always)
    func evaluateTiles(block: Int, keepingExponentials: Bool) -> LossSums {
        let (width, perBlock, _) = tileBlocks
        let plane = width * shape.classCount
        let outputs = [memory.logProbabilities, memory.probabilities, memory.gradients]
            .reduce(0) { $0 + ($1 == nil ? 0 : 1) }
        let planes = keepingExponentials ? 1 : 1 + max(outputs - 1, 0) + (hasTargets ? 1 : 0)
        var sums = LossSums()
        withUnsafeTemporaryAllocation(of: Scalar.self, capacity: plane * planes + 3 * width) { scratch in
            withUnsafeTemporaryAllocation(of: PositionGroup.self, capacity: width / PositionGroup.size) { groups in
                guard let scratch = scratch.baseAddress, let groups = groups.baseAddress else { return }
                for tile in block * perBlock..<(block + 1) * perBlock {
                    let first = tile * width
                    guard first < shape.positionCount else { break }
                    let tile = Tile(
                        shape, first: first, count: min(width, shape.positionCount - first), width: width,
                        planeCount: plane, scratch)
                    if keepingExponentials {
                        evaluateKeeping(tile, groups, into: &sums)
                    } else {
                        evaluateDense(tile, into: &sums)
                    }
                }
            }
        }
        return sums
    }

    @inline(__always)
    private func column(_ run: ClassRun<Scalar>, _ lane: Int) -> LogitRow<Scalar> {
        LogitRow(base: run.logits + lane, stride: run.stride, count: run.count)
    }

    // MARK: Keeping exponentials

    /// Exponentials take the place of the logits in the copy, which is only made where sixteen positions may not lie side
    /// by side. What each group comes to is worked out for all groups one
    /// after another, so that the processor need not wait for one before it begins with the next.
    @inline(__always)
    private func evaluateKeeping(
        _ tile: Tile<Scalar>, _ groups: UnsafeMutablePointer<PositionGroup>, into sums: inout LossSums
    ) {
        let plane = tile.plane(0)
        let copies = !tile.hasWholePairs
        if copies { tile.gather(inputs.logits, into: plane) }
        for pair in 0..<(tile.groupCount &+ 1) / 2 {
            let place = plane + pair &* WideRun<Scalar>.size
            let run = WideRun<Scalar>(
                logits: copies ? UnsafePointer(place) : inputs.logits + tile.place(ofPair: pair),
                count: shape.classCount, stride: copies ? tile.width : shape.innerCount)
            let largest = Scalar.halves(run.maximum())
            let (first, second) = (groups + 2 &* pair, groups + (2 &* pair &+ 1))
            var subtrahends = (SIMD8<Double>(repeating: 0), SIMD8<Double>(repeating: 0))
            for index in 0..<2 {
                let positions = tile.positions(of: 2 &* pair &+ index)
                var group = group(first: positions.first, count: positions.count)
                let lanes = index == 0 ? largest.low : largest.high
                let subtrahend = begin(&group, largest: Scalar.widen(lanes), into: &sums) {
                    LogitRow(
                        base: run.logits + (index &* PositionGroup.size &+ $0), stride: run.stride,
                        count: shape.classCount)
                }
                if index == 0 { subtrahends.0 = subtrahend } else { subtrahends.1 = subtrahend }
                (first + index).initialize(to: group)
            }
            let sum = run.exponentiate(
                minus: Scalar.joined(Scalar.narrow(subtrahends.0), Scalar.narrow(subtrahends.1)), into: place,
                targetStride: tile.width)
            take(sum.first, into: &first.pointee)
            take(sum.second, into: &second.pointee)
        }
        for index in 0..<tile.groupCount {
            let group = groups[index]
            let terms = formulas.terms(of: group)
            let start = index &* PositionGroup.size
            ClassRun<Scalar>.store(Scalar.narrow(terms.factor), tile.factors + start)
            ClassRun<Scalar>.store(Scalar.narrow(terms.reciprocal), tile.reciprocals + start)
            writeLabelGradients(group, terms, into: tile.labelGradients + start)
            conclude(group, terms, crossSum: SIMD8(repeating: 0), isCut: .nowhere, into: &sums)
        }
        if let probabilities = memory.probabilities {
            tile.scatter(plane, times: tile.reciprocals, into: probabilities)
        }
        if let gradients = memory.gradients {
            tile.scatter(plane, times: tile.factors, into: gradients)
            tile.forEachStretch { place, start, length in
                for index in start..<start &+ length {
                    let (group, lane) = (groups + index / PositionGroup.size, index % PositionGroup.size)
                    guard hasLabelGradient(group.pointee, lane) else { continue }
                    let offset = tile.offset(place, index &- start, class: Int(group.pointee.labelIndex[lane]))
                    gradients[unaligned: offset] = tile.labelGradients[index]
                }
            }
        }
    }

    // MARK: Leaving logits

    @inline(__always)
    private func evaluateDense(_ tile: Tile<Scalar>, into sums: inout LossSums) {
        let logits = tile.plane(0)
        tile.gather(inputs.logits, into: logits)
        // Each output has a plane of its own, but for the last, which takes that of the logits.
        var planes = 0
        func next(_ isLast: Bool) -> UnsafeMutablePointer<Scalar> {
            if isLast { return logits }
            planes += 1
            return tile.plane(planes)
        }
        let logProbabilities = memory.logProbabilities.map { _ in
            next(memory.probabilities == nil && memory.gradients == nil)
        }
        let probabilities = memory.probabilities.map { _ in next(memory.gradients == nil) }
        let gradients = memory.gradients.map { _ in logits }
        var targets: UnsafeMutablePointer<Scalar>?
        if case .targets(let all) = inputs.truth {
            let plane = next(false)
            tile.gather(all, into: plane)
            targets = plane
        }

        var start = 0
        while start < tile.count {
            let group = group(first: tile.first + start, count: min(tile.count - start, PositionGroup.size))
            let run = ClassRun<Scalar>(
                logits: UnsafePointer(logits + start), targets: targets.map { UnsafePointer($0 + start) },
                weights: sliceWeights, count: shape.classCount, stride: tile.width, lanesAreClasses: false)
            let (logProbability, probability, gradient) = (
                logProbabilities.map { $0 + start }, probabilities.map { $0 + start }, gradients.map { $0 + start }
            )
            evaluateDense(group, run, logProbability, probability, gradient, tile.labelGradients, into: &sums)
            start += PositionGroup.size
        }

        if let plane = logProbabilities, let output = memory.logProbabilities { tile.scatter(plane, into: output) }
        if let plane = probabilities, let output = memory.probabilities { tile.scatter(plane, into: output) }
        if let plane = gradients, let output = memory.gradients { tile.scatter(plane, into: output) }
    }

    @inline(__always)
    private func evaluateDense(
        _ start: PositionGroup, _ run: ClassRun<Scalar>, _ logProbability: UnsafeMutablePointer<Scalar>?,
        _ probability: UnsafeMutablePointer<Scalar>?, _ gradient: UnsafeMutablePointer<Scalar>?,
        _ scratch: UnsafeMutablePointer<Scalar>, into sums: inout LossSums
    ) {
        var group = start
        let scale = Lanes(repeating: Scalar(self.formulas.logitScale))
        let keep = Lanes(repeating: Scalar(self.formulas.keep))
        let spread = Lanes(repeating: Scalar(self.formulas.spread))

        var largest = SIMD8<Double>(repeating: 0)
        if inputs.merged == nil {
            largest = Scalar.widen(self.formulas.logitScale < 0 ? run.minimum() : run.maximum())
        }
        let subtrahend = begin(&group, largest: largest, into: &sums) { column(run, $0) }
        if inputs.merged == nil {
            take(run.sumOfExponentials(minus: Scalar.narrow(subtrahend), logitScale: scale), into: &group)
        }
        if hasTargets {
            group.sliceCoefficientSum = run.coefficientSum(keep: keep, spread: spread)
            if inputs.merged == nil { group.coefficientSum = group.sliceCoefficientSum }
        }

        let terms = self.formulas.terms(of: group)
        let formulas = classFormulas(terms, subtrahend: subtrahend)
        var crossSum = SIMD8<Double>(repeating: 0)
        var isCut = LaneMask.nowhere
        if isDense {
            let (sum, lowest) = run.crossSum(formulas, keep: keep, spread: spread)
            crossSum = sum
            isCut = isLess(Scalar.widen(lowest), Scalar.widen(formulas.floor))
        }
        if let logProbability { run.writeLogProbabilities(formulas, into: logProbability) }
        if let probability { run.computeProbabilities(formulas, into: probability) }
        if let gradient {
            run.computeGradients(formulas, keep: keep, spread: spread, isDense: isDense, into: gradient)
            writeLabelGradients(group, terms, run, scratch, into: gradient)
        }
        conclude(group, terms, crossSum: crossSum, isCut: isCut, into: &sums)
    }

    @inline(__always)
    private func writeLabelGradients(
        _ group: PositionGroup, _ terms: PositionTerms, _ run: ClassRun<Scalar>,
        _ scratch: UnsafeMutablePointer<Scalar>, into gradient: UnsafeMutablePointer<Scalar>
    ) {
        writeLabelGradients(group, terms, into: scratch)
        for lane in 0..<group.count where hasLabelGradient(group, lane) {
            gradient[Int(group.labelIndex[lane]) &* run.stride &+ lane] = scratch[lane]
        }
    }
}
