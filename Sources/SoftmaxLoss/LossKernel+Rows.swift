/// The class axis is the last: every position's logits lie side by side, and lanes are classes.
extension LossKernel {
    /// Positions that are worked on together: as many as stay in the first cache between their first loop and their last.
    private var rowsOfGroup: Int { min(max(1, 4096 / shape.classCount), PositionGroup.size) }

    @inline(__always)
    func evaluateRows(block: Int, keepingExponentials: Bool) -> LossSums {
        let end = min((block + 1) * blockLength, shape.positionCount)
        return Self.evaluateBlock { group, sums in
            Self.withScalars(RowTail<Scalar>.capacity) { memory in
                withUnsafeTemporaryAllocation(of: Double.self, capacity: PositionGroup.size) { weights in
                    guard let weights = weights.baseAddress else { return }
                    let tail = RowTail(memory, weights, classCount: shape.classCount)
                    var first = block * blockLength
                    while first < end {
                        let count = min(rowsOfGroup, end - first)
                        if keepingExponentials {
                            evaluateKeeping(first, count, tail, &group, into: &sums)
                        } else {
                            evaluateDense(first, count, tail, &group, into: &sums)
                        }
                        first += count
                    }
                }
            }
        }
    }

    @inline(__always)
    private func rows(_ first: Int) -> LogitRows<Scalar> {
        LogitRows(
            base: inputs.logits + first &* shape.classCount, step: shape.classCount, stride: 1, count: shape.classCount)
    }

    // MARK: Keeping exponentials

    /// Exponentials are written where probabilities or gradients will be, and turned into them.
    @inline(__always)
    private func evaluateKeeping(
        _ first: Int, _ count: Int, _ tail: RowTail<Scalar>, _ group: inout PositionGroup, into sums: inout LossSums
    ) {
        let classes = shape.classCount
        let rows = rows(first)
        prepare(&group, first: first, count: count, rows, tail.labelElements)
        let isNeeded = memory.describesEveryPosition ? LaneMask(repeating: true) : group.isKept

        group.subtrahend = SIMD16(repeating: 0)
        for lane in 0..<count where isNeeded[lane] {
            let (maximum, block) = largest(of: rows[lane].base, tail)
            group.subtrahend[lane] = Double(maximum)
            group.largestBlock[lane] = block
        }
        begin(&group, rows, tail.labelElements, into: &sums)

        group.sum = SIMD16(repeating: 1)
        for lane in 0..<count where isNeeded[lane] {
            let exponentials = (memory.probabilities ?? memory.gradients).map { $0 + (first &+ lane) &* classes }
            group.sum[lane] = sumOfExponentials(
                of: rows[lane].base, tail, minus: Scalar(group.subtrahend[lane]), largestIn: group.largestBlock[lane],
                into: exponentials)
        }
        conclude(&group, tail.labelElements)

        let formulas = classFormulas(group)
        for lane in 0..<count {
            let offset = (first &+ lane) &* classes
            let formulas = formulas.spread(lane)
            if let gradients = memory.gradients {
                let gradient = gradients + offset
                if formulas.factor[0] == 0 {
                    gradient.clear(unaligned: classes)
                } else {
                    let exponentials = UnsafePointer((memory.probabilities ?? gradients) + offset)
                    tail.whole(exponentials).map(into: gradient, stride: PositionGroup.size) { exponentials, _ in
                        formulas.gradient(exponential: exponentials)
                    }
                    for index in tail.start..<classes {
                        gradient[unaligned: index] = exponentials[unaligned: index] * formulas.factor[0]
                    }
                }
            }
            if let probabilities = memory.probabilities {
                let probability = probabilities + offset
                tail.whole(UnsafePointer(probability)).map(into: probability, stride: PositionGroup.size) {
                    exponentials, _ in formulas.probability(exponential: exponentials)
                }
                for index in tail.start..<classes { probability[unaligned: index] *= formulas.reciprocal[0] }
            }
        }
        if let gradients = memory.gradients {
            write(tail.labelElements, of: &group, into: gradients + first &* classes)
        }
        add(&group, to: &sums)
    }

    // MARK: Leaving logits

    @inline(__always)
    private func evaluateDense(
        _ first: Int, _ count: Int, _ tail: RowTail<Scalar>, _ group: inout PositionGroup, into sums: inout LossSums
    ) {
        let classes = shape.classCount
        let rows = rows(first)
        prepare(&group, first: first, count: count, rows, tail.labelElements)

        /// The row of a lane as runs: its whole vectors, and the rest padded with classes that count for nothing.
        func forEachRun(_ lane: Int, _ body: (ClassRun<Scalar>, ClassCoefficients<Scalar>, _ place: Int) -> Void) {
            let logits = rows[lane].base
            var targets: UnsafePointer<Scalar>?
            if case .targets(let all) = inputs.truth { targets = all + (first &+ lane) &* classes }
            let size = PositionGroup.size
            body(
                tail.whole(logits),
                coefficients(targets: targets, stride: size, weights: sliceWeights, ofClasses: true),
                0)
            if tail.count > 0 {
                let padding = self.formulas.logitScale < 0 ? Scalar.infinity : -Scalar.infinity
                let rest = tail.restOfTruth(targets, sliceWeights)
                body(
                    tail.rest(logits, padding: padding),
                    coefficients(targets: rest.targets, stride: size, weights: rest.weights, ofClasses: true),
                    tail.start)
            }
        }

        group.subtrahend = SIMD16(repeating: 0)
        if let merged = inputs.merged {
            group.subtrahend = Scalar.widen(subtrahend(merged, first: first, count: count))
        } else {
            for lane in 0..<count {
                if self.formulas.logitScale < 0 {
                    var lanes = Lanes(repeating: .infinity)
                    forEachRun(lane) { run, _, _ in lanes = Scalar.smaller(lanes, run.minimum()) }
                    group.subtrahend[lane] = Double(Self.smallest(lanes))
                    group.largestBlock[lane] = -1
                } else {
                    let (maximum, block) = largest(of: rows[lane].base, tail)
                    group.subtrahend[lane] = Double(maximum)
                    group.largestBlock[lane] = block
                }
            }
        }
        begin(&group, rows, tail.labelElements, into: &sums)

        if inputs.merged == nil {
            group.sum = SIMD16(repeating: 1)
            for lane in 0..<count {
                group.sum[lane] = sumOfScaledExponentials(
                    of: rows[lane].base, tail, minus: Scalar(group.subtrahend[lane]),
                    largestIn: group.largestBlock[lane])
            }
        }
        if hasTargets {
            var sum = SIMD16<Double>(repeating: 0)
            for lane in 0..<count {
                forEachRun(lane) { run, coefficients, _ in sum[lane] += Self.sum(coefficients.sum(run.count)) }
            }
            take(coefficientSum: sum, into: &group)
        }
        conclude(&group, tail.labelElements)

        let formulas = classFormulas(group)
        group.crossSum = SIMD16(repeating: 0)
        group.isCut = .nowhere
        for lane in 0..<count {
            let offset = (first &+ lane) &* classes
            let formulas = formulas.spread(lane)
            if isDense {
                var lowest = Lanes(repeating: 0)
                forEachRun(lane) { run, coefficients, _ in
                    let (sum, low) = run.crossSum(formulas, coefficients)
                    group.crossSum[lane] += Self.sum(sum)
                    lowest = Scalar.smaller(lowest, low)
                }
                group.isCut[lane] = Self.smallest(lowest) < formulas.floor[0]
            }
            func write(
                _ output: UnsafeMutablePointer<Scalar>?,
                _ result: (Lanes, ClassCoefficients<Scalar>, _ vector: Int) -> Lanes
            ) {
                guard let output else { return }
                forEachRun(lane) { run, coefficients, place in
                    let target = place == 0 ? output + offset : tail.results
                    run.map(into: target, stride: PositionGroup.size) { result($0, coefficients, $1) }
                    if place > 0 { (output + offset + place).copy(unaligned: tail.results, few: tail.count) }
                }
            }
            write(memory.logProbabilities) { logits, _, _ in formulas.logProbability(logits) }
            write(memory.probabilities) { logits, _, _ in
                formulas.probability(exponential: Scalar.exponential(formulas.distance(logits)))
            }
            // Last, for gradients may take the place of the logits.
            write(memory.gradients) { logits, coefficients, vector in
                let exponential = Scalar.exponential(formulas.distance(logits))
                if !isDense { return formulas.gradient(exponential: exponential) }
                return formulas.gradient(exponential: exponential, coefficient: coefficients[vector])
            }
        }
        if let gradients = memory.gradients {
            write(tail.labelElements, of: &group, into: gradients + first &* classes)
        }
        add(&group, to: &sums)
    }

    // MARK: Largest logits and sums

    /// The largest logit of a row, and the block of its whole vectors in which it is; −1 where it is behind them.
    @inline(__always)
    private func largest(of logits: UnsafePointer<Scalar>, _ tail: RowTail<Scalar>) -> (maximum: Scalar, block: Int) {
        let (whole, places) = tail.whole(logits).maximumAndBlock()
        var lanes = whole
        if tail.count > 0 { lanes = Scalar.larger(lanes, tail.rest(logits, padding: -.infinity).maximum()) }
        let maximum = Self.largest(lanes)
        var block = -1
        for lane in 0..<PositionGroup.size where whole[lane] == maximum { block = Int(places[lane]) }
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
        var lanes = tail.whole(logits).exponentiate(minus: top, scale: nil, largestIn: block, into: target)
        if tail.count > 0 {
            lanes += rest.exponentiate(minus: top, scale: nil, largestIn: -1, into: tail.results)
            (target + tail.start).copy(unaligned: tail.results, few: tail.count)
        }
        return Self.sum(lanes)
    }

    /// The same sum, of scaled logits, with nothing written.
    private func sumOfScaledExponentials(
        of logits: UnsafePointer<Scalar>, _ tail: RowTail<Scalar>, minus maximum: Scalar, largestIn block: Int
    ) -> Double {
        let scale = Scalar(formulas.logitScale)
        let top = Lanes(repeating: maximum)
        let scales = scale == 1 ? nil : Lanes(repeating: scale)
        var lanes = tail.whole(logits).sumOfExponentials(minus: top, scale: scales, largestIn: block)
        if tail.count > 0 {
            let rest = tail.rest(logits, padding: scale < 0 ? .infinity : -.infinity)
            lanes += rest.sumOfExponentials(minus: top, scale: scales, largestIn: -1)
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
