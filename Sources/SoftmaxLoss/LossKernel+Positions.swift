/// What there is one of per position: the way from inputs to groups, and from groups to outputs.
extension LossKernel {
    typealias Lanes = Scalar.Lanes

    /// The group of `count` positions from `first` on, before anything is known of its logits.
    @inline(__always)
    func group(first: Int, count: Int) -> PositionGroup {
        var group = PositionGroup(count: count, first: first)
        if let weights = inputs.positionWeights { group.weight = Self.load(weights + first, count, padding: 0) }
        let isThere = isLess(SIMD8(0, 1, 2, 3, 4, 5, 6, 7), SIMD8(repeating: Double(count)))
        guard case .labels(let labels) = inputs.truth else {
            group.isKept = isThere
            if let merged = inputs.merged?.coefficientSum {
                group.coefficientSum = Self.load(merged + first, count, padding: 0)
            }
            return group
        }
        let label = Self.load(labels + first, count, padding: 0)
        group.isKept = isThere
        if let ignoreLabel { group.isKept = group.isKept .& (label .!= SIMD8(repeating: ignoreLabel)) }
        var weight = SIMD8<Double>(repeating: 1)
        if let weights = inputs.classWeights {
            for lane in 0..<PositionGroup.size where group.isKept[lane] { weight[lane] = weights[Int(label[lane])] }
        }
        let index = label &- SIMD8(repeating: Int64(shape.classOffset))
        var isHere = group.isKept
        if shape.classCount < shape.totalClassCount {
            for lane in 0..<PositionGroup.size {
                isHere[lane] = isHere[lane] && index[lane] >= 0 && index[lane] < shape.classCount
            }
        }
        group.labelIndex.replace(with: index, where: isHere)
        let share = weight * SIMD8(repeating: formulas.keep)
        group.labelShare.replace(with: share, where: isHere)
        group.labelCoefficient = share + weight * SIMD8(repeating: formulas.spread)
        group.coefficientSum = share + SIMD8(repeating: formulas.spread * weightTotals.all)
        group.sliceCoefficientSum = SIMD8(repeating: formulas.spread * weightTotals.slice)
        return group
    }

    /// `count` numbers, eight at most, and `padding` in the lanes that are left.
    @inline(__always)
    private static func load<Number: SIMDScalar>(
        _ pointer: UnsafePointer<Number>, _ count: Int, padding: Number
    ) -> SIMD8<Number> {
        if count >= PositionGroup.size { return UnsafeRawPointer(pointer).loadUnaligned(as: SIMD8<Number>.self) }
        var lanes = SIMD8<Number>(repeating: padding)
        for lane in 0..<count { lanes[lane] = pointer[lane] }
        return lanes
    }

    /// What is known of the rows before their exponentials: the largest logits, and what looks through the logits while
    /// they are there. Returns what is to be subtracted from them.
    ///
    /// - Parameters:
    ///   - largest: the largest logits before they are scaled, the smallest where the scale is negative.
    ///   - row: the logits of a lane's position.
    @inline(__always)
    func begin(
        _ group: inout PositionGroup, largest: SIMD8<Double>, into sums: inout LossSums,
        row: (Int) -> LogitRow<Scalar>
    ) -> SIMD8<Double> {
        let scale = SIMD8<Double>(repeating: formulas.logitScale)
        var raw = largest
        if let merged = inputs.merged {
            group.maximum = Self.load(merged.maximum + group.first, group.count, padding: 0)
            group.sum = Self.load(merged.sum + group.first, group.count, padding: 1)
            raw = subtrahend(&group)
        } else {
            let isFinite = isFinite(raw)
            if (.!isFinite).isAnywhere {
                for lane in 0..<group.count where !isFinite[lane] && row(lane).hasNaN { raw[lane] = .nan }
            }
            group.maximum = raw * scale
        }
        for lane in 0..<group.count where group.labelIndex[lane] >= 0 {
            group.labelDistance[lane] = Double(row(lane)[Int(group.labelIndex[lane])])
        }
        group.labelDistance = (raw - group.labelDistance) * scale
        search(group, row: row, into: &sums)
        return raw
    }

    /// The sums of the rows' exponentials, unless they are known from all slices: NaN in rows that have one, 0 in those
    /// that have nothing but −∞.
    @inline(__always)
    func take(_ sum: SIMD8<Double>, into group: inout PositionGroup) {
        guard inputs.merged == nil else { return }
        let isNaN = isNaN(sum)
        let isFinite = isFinite(group.maximum)
        group.sum = sum.replacing(with: 0, where: isSame(group.maximum, -.infinity))
        group.maximum.replace(with: .nan, where: isNaN .& isFinite)
    }

    /// What is to be subtracted from the logits of a slice before they are scaled. The merged maximum was made by scaling
    /// a logit, which dividing gives back; should it not be one exactly, the sum makes up for the difference.
    @inline(__always)
    private func subtrahend(_ group: inout PositionGroup) -> SIMD8<Double> {
        if formulas.logitScale == 0 { return SIMD8(repeating: 0) }
        let scale = SIMD8<Double>(repeating: formulas.logitScale)
        let raw = Scalar.widen(Scalar.narrow(group.maximum / scale))
        for lane in 0..<group.count where raw[lane].isFinite && raw[lane] * formulas.logitScale != group.maximum[lane] {
            let difference = SIMD8<Double>(repeating: group.maximum[lane] - raw[lane] * formulas.logitScale)
            group.sum[lane] *= Double.exponential(difference)[0]
            group.maximum[lane] = raw[lane] * formulas.logitScale
        }
        return raw
    }

    /// The formulas of the classes for the positions of a group, each in its own lane.
    @inline(__always)
    func classFormulas(_ terms: PositionTerms, subtrahend: SIMD8<Double>) -> ClassFormulas<Scalar> {
        ClassFormulas(
            maximum: Scalar.narrow(subtrahend), logitScale: Lanes(repeating: Scalar(formulas.logitScale)),
            logSum: Scalar.narrow(terms.logSum),
            floor: Scalar.narrow(terms.logSum - SIMD8(repeating: formulas.clamp)),
            reciprocal: Scalar.narrow(terms.reciprocal), factor: Scalar.narrow(terms.factor),
            negativeScale: Scalar.narrow(SIMD8(repeating: 0) - terms.scale))
    }

    /// Writes the gradients at the labels of all eight lanes into `scratch`: computed one by one otherwise, as they are
    /// used one by one.
    @inline(__always)
    func writeLabelGradients(
        _ group: PositionGroup, _ terms: PositionTerms, into scratch: UnsafeMutablePointer<Scalar>
    ) {
        let distance = Scalar.narrow(SIMD8(repeating: 0) - group.labelDistance)
        let exponential = Scalar.widen(Scalar.exponential(distance))
        let gradients = formulas.labelGradient(group, terms, exponential: exponential)
        ClassRun<Scalar>.store(Scalar.narrow(gradients), scratch)
    }

    /// Whether the gradient at a lane's label is one of its own.
    @inline(__always)
    func hasLabelGradient(_ group: PositionGroup, _ lane: Int) -> Bool {
        group.labelIndex[lane] >= 0 && formulas.scale != 0
    }

    /// Writes what there is one of per position and adds it up.
    ///
    /// - Parameters:
    ///   - crossSum: Σ a·n without ln S over the classes, but for the labels' shares.
    ///   - isCut: where a term of it was cut.
    @inline(__always)
    func conclude(
        _ group: PositionGroup, _ terms: PositionTerms, crossSum: SIMD8<Double>, isCut: LaneMask,
        into sums: inout LossSums
    ) {
        let (labelLoss, labelIsCut) = formulas.labelLoss(group, terms)
        let counts = .!isZero(group.labelShare)
        var classLosses = (group.labelShare * labelLoss).replacing(with: 0, where: .!counts)
        if isDense { classLosses += crossSum + group.sliceCoefficientSum * terms.logSum }
        let (loss, penalty) = formulas.loss(
            group, terms, classLosses: classLosses,
            withZLoss: formulas.zLoss != 0 && shape.classOffset == 0 && shape.classCount > 0)

        sums.loss += Self.sum(loss)
        if formulas.zLoss != 0 { sums.zLoss += Self.sum(penalty) }
        let clamped = group.isKept .& ((labelIsCut .& counts) .| isCut)
        let nonFinite = .!isFinite(loss)
        if clamped.isAnywhere {
            for lane in 0..<group.count where clamped[lane] { sums.clampedCount += 1 }
        }
        if nonFinite.isAnywhere {
            for lane in 0..<group.count where nonFinite[lane] { sums.nonFiniteCount += 1 }
        }
        write(group, terms, loss)
    }

    @inline(__always)
    static func sum(_ a: SIMD8<Double>) -> Double {
        ((a[0] + a[4]) + (a[2] + a[6])) + ((a[1] + a[5]) + (a[3] + a[7]))
    }

    @inline(__always)
    private func write(_ group: PositionGroup, _ terms: PositionTerms, _ loss: SIMD8<Double>) {
        if let memory = memory.elementLosses {
            for lane in 0..<group.count { memory[group.first &+ lane] = Scalar(loss[lane]) }
        }
        func write(_ lanes: SIMD8<Double>, _ memory: UnsafeMutablePointer<Double>?) {
            guard let memory else { return }
            for lane in 0..<group.count { memory[group.first &+ lane] = lanes[lane] }
        }
        write(group.maximum, memory.maxima)
        write(group.sum, memory.sums)
        write(terms.logSumExp, memory.logSums)
        write(terms.scale, memory.scales)
        write(
            (group.labelShare + group.sliceCoefficientSum).replacing(with: 0, where: .!group.isKept),
            memory.coefficientSums)
    }

    /// What is found by looking through the logits once more, while they are there.
    @inline(__always)
    private func search(
        _ group: PositionGroup, row: (Int) -> LogitRow<Scalar>, into sums: inout LossSums
    ) {
        if let predictions = memory.predictions {
            for lane in 0..<group.count {
                let index = row(lane).prediction(scaledBy: formulas.logitScale)
                predictions[group.first &+ lane] = Int64(index.map { $0 &+ shape.classOffset } ?? -1)
            }
        }
        if let correct = memory.correct {
            for lane in 0..<group.count {
                let isCorrect =
                    group.labelIndex[lane] >= 0
                    && row(lane).isAmong(topK, Int(group.labelIndex[lane]), scaledBy: formulas.logitScale)
                correct[group.first &+ lane] = isCorrect
                if isCorrect { sums.correctCount += 1 }
            }
        }
        for lane in 0..<group.count where memory.targetLogits != nil || memory.labelsHere != nil {
            let index = Int(group.labelIndex[lane])
            memory.targetLogits?[group.first &+ lane] =
                index < 0 ? 0 : Double(row(lane)[index]) * formulas.logitScale
            memory.labelsHere?[group.first &+ lane] = index >= 0
        }
    }
}
