/// The class axis is the last: every position's logits lie side by side, and lanes are classes.
extension LossKernel {
    var rowBlocks: (rows: Int, count: Int) {
        let rows = max(1, Self.blockElements / shape.classCount)
        return (rows, (shape.positionCount + rows - 1) / rows)
    }

    /// Positions that are worked on together: as many as stay in the first cache between their first loop and their last.
    private var rowsOfGroup: Int { min(max(1, 4096 / shape.classCount), PositionGroup.size) }

    @inline(__always)
    func evaluateRows(block: Int, keepingExponentials: Bool) -> LossSums {
        let rows = rowBlocks.rows
        let end = min((block + 1) * rows, shape.positionCount)
        var sums = LossSums()
        withUnsafeTemporaryAllocation(of: Scalar.self, capacity: RowTail<Scalar>.capacity) { memory in
            withUnsafeTemporaryAllocation(of: Double.self, capacity: PositionGroup.size) { weights in
                guard let memory = memory.baseAddress, let weights = weights.baseAddress else { return }
                let tail = RowTail(memory, weights, classCount: shape.classCount)
                var first = block * rows
                while first < end {
                    let group = group(first: first, count: min(rowsOfGroup, end - first))
                    if keepingExponentials {
                        evaluateKeeping(group, tail, into: &sums)
                    } else {
                        evaluateDense(group, tail, into: &sums)
                    }
                    first += group.count
                }
            }
        }
        return sums
    }

    @inline(__always)
    private func row(_ position: Int) -> LogitRow<Scalar> {
        LogitRow(base: inputs.logits + position &* shape.classCount, stride: 1, count: shape.classCount)
    }

    // MARK: Keeping exponentials

    /// Exponentials are written where probabilities or gradients will be, and turned into them.
    @inline(__always)
    private func evaluateKeeping(_ start: PositionGroup, _ tail: RowTail<Scalar>, into sums: inout LossSums) {
        var group = start
        let classes = shape.classCount
        let isNeeded = memory.describesEveryPosition ? LaneMask(repeating: true) : group.isKept

        var largest = SIMD8<Double>(repeating: 0)
        var blocks = SIMD8<Int>(repeating: 0)
        for lane in 0..<group.count where isNeeded[lane] {
            let logits = row(group.first &+ lane).base
            let (maximum, block) = self.largest(of: logits, tail)
            (largest[lane], blocks[lane]) = (Double(maximum), block)
        }
        let subtrahend = begin(&group, largest: largest, into: &sums) { row(start.first &+ $0) }

        var sum = SIMD8<Double>(repeating: 1)
        for lane in 0..<group.count where isNeeded[lane] {
            let position = group.first &+ lane
            let logits = row(position).base
            let exponentials = (memory.probabilities ?? memory.gradients).map { $0 + position &* classes }
            sum[lane] = sumOfExponentials(
                of: logits, tail, minus: Scalar(subtrahend[lane]), largestIn: blocks[lane], into: exponentials)
        }
        take(sum, into: &group)

        let terms = formulas.terms(of: group)
        let formulas = classFormulas(terms, subtrahend: subtrahend)
        if memory.gradients != nil { writeLabelGradients(group, terms, into: tail.labelGradients) }
        for lane in 0..<group.count {
            let offset = (group.first &+ lane) &* classes
            let formulas = formulas.spread(lane)
            if let gradients = memory.gradients {
                let gradient = gradients + offset
                if formulas.factor[0] == 0 {
                    gradient.clear(unaligned: classes)
                } else {
                    let exponentials = UnsafePointer((memory.probabilities ?? gradients) + offset)
                    tail.whole(exponentials).writeGradients(formulas, into: gradient)
                    for index in tail.start..<classes {
                        gradient[unaligned: index] = exponentials[unaligned: index] * formulas.factor[0]
                    }
                }
                if hasLabelGradient(group, lane) {
                    gradient[unaligned: Int(group.labelIndex[lane])] = tail.labelGradients[lane]
                }
            }
            if let probabilities = memory.probabilities {
                let probability = probabilities + offset
                tail.whole(UnsafePointer(probability)).writeProbabilities(formulas, into: probability)
                for index in tail.start..<classes { probability[unaligned: index] *= formulas.reciprocal[0] }
            }
        }
        conclude(group, terms, crossSum: SIMD8(repeating: 0), isCut: .nowhere, into: &sums)
    }

    // MARK: Leaving logits

    @inline(__always)
    private func evaluateDense(_ start: PositionGroup, _ tail: RowTail<Scalar>, into sums: inout LossSums) {
        var group = start
        let classes = shape.classCount
        let (keep, spread) = (Scalar(self.formulas.keep), Scalar(self.formulas.spread))
        let keeps = Lanes(repeating: keep)
        let spreads = Lanes(repeating: spread)

        /// The row of a lane as runs: its whole vectors, and the rest padded with classes that count for nothing.
        func forEachRun(_ lane: Int, _ body: (ClassRun<Scalar>, _ place: Int) -> Void) {
            let offset = (group.first &+ lane) &* classes
            var targets: UnsafePointer<Scalar>?
            if case .targets(let all) = inputs.truth { targets = all + offset }
            body(tail.whole(inputs.logits + offset, targets, sliceWeights), 0)
            if tail.count > 0 {
                let padding = self.formulas.logitScale < 0 ? Scalar.infinity : -Scalar.infinity
                body(tail.rest(inputs.logits + offset, targets, sliceWeights, padding: padding), tail.start)
            }
        }

        var largest = SIMD8<Double>(repeating: 0)
        var blocks = SIMD8<Int>(repeating: -1)
        if inputs.merged == nil {
            for lane in 0..<group.count {
                if self.formulas.logitScale < 0 {
                    var lanes = Lanes(repeating: .infinity)
                    forEachRun(lane) { run, _ in lanes = Scalar.smaller(lanes, run.minimum()) }
                    largest[lane] = Double(Self.smallest(lanes))
                } else {
                    let (maximum, block) = self.largest(of: row(group.first &+ lane).base, tail)
                    (largest[lane], blocks[lane]) = (Double(maximum), block)
                }
            }
        }
        let subtrahend = begin(&group, largest: largest, into: &sums) { row(start.first &+ $0) }

        var sum = SIMD8<Double>(repeating: 1)
        for lane in 0..<group.count {
            if inputs.merged == nil {
                sum[lane] = sumOfScaledExponentials(
                    of: row(group.first &+ lane).base, tail, minus: Scalar(subtrahend[lane]), largestIn: blocks[lane])
            }
            if hasTargets {
                var lanes = SIMD8<Double>(repeating: 0)
                forEachRun(lane) { run, _ in lanes += run.coefficientSum(keep: keeps, spread: spreads) }
                group.sliceCoefficientSum[lane] = Self.sum(lanes)
            }
        }
        if hasTargets, inputs.merged == nil { group.coefficientSum = group.sliceCoefficientSum }
        take(sum, into: &group)

        let terms = self.formulas.terms(of: group)
        let formulas = classFormulas(terms, subtrahend: subtrahend)
        if memory.gradients != nil { writeLabelGradients(group, terms, into: tail.labelGradients) }
        var crossSum = SIMD8<Double>(repeating: 0)
        var isCut = LaneMask.nowhere
        for lane in 0..<group.count {
            let offset = (group.first &+ lane) &* classes
            let formulas = formulas.spread(lane)
            if isDense {
                var total = SIMD8<Double>(repeating: 0)
                var lowest = Lanes(repeating: 0)
                forEachRun(lane) { run, _ in
                    let (sum, low) = run.crossSum(formulas, keep: keeps, spread: spreads)
                    total += sum
                    lowest = Scalar.smaller(lowest, low)
                }
                crossSum[lane] = Self.sum(total)
                isCut[lane] = Self.smallest(lowest) < formulas.floor[0]
            }
            func write(
                _ output: UnsafeMutablePointer<Scalar>?,
                _ body: (ClassRun<Scalar>, UnsafeMutablePointer<Scalar>) -> Void
            ) {
                guard let output else { return }
                forEachRun(lane) { run, place in
                    guard place > 0 else { return body(run, output + offset) }
                    body(run, tail.results)
                    (output + offset + place).copy(unaligned: tail.results, count: tail.count)
                }
            }
            write(memory.logProbabilities) { $0.writeLogProbabilities(formulas, into: $1) }
            write(memory.probabilities) { $0.computeProbabilities(formulas, into: $1) }
            // Last, for gradients may take the place of the logits.
            write(memory.gradients) {
                $0.computeGradients(formulas, keep: keeps, spread: spreads, isDense: isDense, into: $1)
            }
            if let gradients = memory.gradients, hasLabelGradient(group, lane) {
                gradients[unaligned: offset + Int(group.labelIndex[lane])] = tail.labelGradients[lane]
            }
        }
        conclude(group, terms, crossSum: crossSum, isCut: isCut, into: &sums)
    }

    // MARK: Largest logits and sums

    /// The largest logit of a row, and the block of its pairs of vectors in which it is.
    @inline(__always)
    private func largest(of logits: UnsafePointer<Scalar>, _ tail: RowTail<Scalar>) -> (maximum: Scalar, block: Int) {
        let (wide, places) = tail.wide(logits).maximumAndBlock()
        let halves = Scalar.halves(wide)
        var lanes = Scalar.larger(halves.low, halves.high)
        if tail.hasOdd { lanes = Scalar.larger(lanes, tail.odd(logits).maximum()) }
        if tail.count > 0 { lanes = Scalar.larger(lanes, tail.rest(logits, padding: -.infinity).maximum()) }
        let maximum = Self.largest(lanes)
        var block = -1
        for lane in 0..<WideRun<Scalar>.size where wide[lane] == maximum { block = Int(places[lane]) }
        return (maximum, block)
    }

    /// Σ exp(x − maximum) of a row's logits that are not scaled; the terms are written where there is room for them.
    @inline(__always)
    private func sumOfExponentials(
        of logits: UnsafePointer<Scalar>, _ tail: RowTail<Scalar>, minus maximum: Scalar, largestIn block: Int,
        into target: UnsafeMutablePointer<Scalar>?
    ) -> Double {
        guard let target else {
            return sumOfScaledExponentials(of: logits, tail, minus: maximum, largestIn: block)
        }
        let top = Lanes(repeating: maximum)
        // First, for the exponentials may be written over the logits.
        let rest = tail.rest(logits, padding: -.infinity)
        var lanes = tail.wide(logits).exponentiateRow(
            minus: Scalar.Wide(repeating: maximum), largestIn: block, into: target)
        if tail.hasOdd {
            lanes += tail.odd(logits).exponentiate(minus: top, into: tail.results)
            (target + tail.oddStart).copy(unaligned: tail.results, count: PositionGroup.size)
        }
        if tail.count > 0 {
            lanes += rest.exponentiate(minus: top, into: tail.results)
            (target + tail.start).copy(unaligned: tail.results, count: tail.count)
        }
        return Self.sum(lanes)
    }

    /// The same sum, of scaled logits, with nothing written.
    private func sumOfScaledExponentials(
        of logits: UnsafePointer<Scalar>, _ tail: RowTail<Scalar>, minus maximum: Scalar, largestIn block: Int
    ) -> Double {
        let scale = Scalar(formulas.logitScale)
        let top = Lanes(repeating: maximum)
        let scales = Lanes(repeating: scale)
        var lanes = tail.wide(logits).sumOfRow(
            minus: Scalar.Wide(repeating: maximum), logitScale: Scalar.Wide(repeating: scale), largestIn: block)
        if tail.hasOdd { lanes += tail.odd(logits).sumOfExponentials(minus: top, logitScale: scales) }
        if tail.count > 0 {
            let rest = tail.rest(logits, padding: scale < 0 ? .infinity : -.infinity)
            lanes += rest.sumOfExponentials(minus: top, logitScale: scales)
        }
        return Self.sum(lanes)
    }

    // MARK: Across lanes

    @inline(__always)
    private static func largest(_ lanes: Lanes) -> Scalar {
        var result = lanes[0]
        for lane in 1..<PositionGroup.size where lanes[lane] > result { result = lanes[lane] }
        return result
    }

    @inline(__always)
    private static func smallest(_ lanes: Lanes) -> Scalar {
        var result = lanes[0]
        for lane in 1..<PositionGroup.size where lanes[lane] < result { result = lanes[lane] }
        return result
    }
}
