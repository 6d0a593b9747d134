/// What there is one of per position: the way from inputs to groups, and from groups to outputs.
extension LossKernel {
    typealias Lanes = Scalar.Lanes

    /// The group of `count` positions from `first` on, before anything is known of its logits, which are in `rows`.
    @inline(__always)
    func group(first: Int, count: Int, _ rows: LogitRows<Scalar>) -> PositionGroup {
        var group = PositionGroup(count: count, first: first)
        if let weights = inputs.positionWeights { group.weight = Self.load(weights + first, count) }
        group.isKept = .first(count)
        guard case .labels(let labels) = inputs.truth else {
            if let merged = inputs.merged?.coefficientSum { group.coefficientSum = Self.load(merged + first, count) }
            return group
        }
        let label = Self.load(labels + first, count)
        if let ignoreLabel { group.isKept = group.isKept .& (label .!= SIMD16(repeating: ignoreLabel)) }
        var weight = SIMD16<Double>(repeating: 1)
        if let weights = inputs.classWeights {
            for lane in 0..<PositionGroup.size where group.isKept[lane] { weight[lane] = weights[Int(label[lane])] }
        }
        let index = label &- SIMD16(repeating: Int64(shape.classOffset))
        var isHere = group.isKept
        if shape.classCount < shape.totalClassCount {
            let last = SIMD16(repeating: Int64(shape.classCount - 1))
            isHere = isHere .& .natural(index) .& .natural(last &- index)
        }
        group.labelIndex.replace(with: index, where: isHere)
        group.labelOffset = rows.offsets(of: group.labelIndex)
        let share = weight * SIMD16(repeating: formulas.keep)
        group.labelShare.replace(with: share, where: isHere)
        group.labelCoefficient = share + weight * SIMD16(repeating: formulas.spread)
        group.coefficientSum = share + SIMD16(repeating: formulas.spread * weightTotals.all)
        group.sliceCoefficientSum = SIMD16(repeating: formulas.spread * weightTotals.slice)
        return group
    }

    /// `count` numbers, sixteen at most, and 0 in the lanes that are left.
    @inline(__always)
    private static func load<Number: SIMDScalar & AdditiveArithmetic>(
        _ pointer: UnsafePointer<Number>, _ count: Int
    ) -> SIMD16<Number> {
        if count == PositionGroup.size { return UnsafeRawPointer(pointer).loadUnaligned(as: SIMD16<Number>.self) }
        return loadSome(pointer, count)
    }

    @inline(never)
    private static func loadSome<Number: SIMDScalar & AdditiveArithmetic>(
        _ pointer: UnsafePointer<Number>, _ count: Int
    ) -> SIMD16<Number> {
        var lanes = SIMD16<Number>(repeating: .zero)
        for lane in 0..<count { lanes[lane] = pointer[lane] }
        return lanes
    }

    /// What is to be subtracted from the logits of a slice before they are scaled. The merged maximum was made by scaling
    /// a logit, which dividing gives back; should it not be one exactly, `begin` makes up for the difference.
    @inline(__always)
    func subtrahend(_ merged: MergedStatistics, first: Int, count: Int) -> SIMD16<Double> {
        if formulas.logitScale == 0 { return SIMD16(repeating: 0) }
        let maximum = Self.load(merged.maximum + first, count)
        return Scalar.widen(Scalar.narrow(maximum / SIMD16(repeating: formulas.logitScale)))
    }

    /// What is known of the rows before the sums of their exponentials.
    ///
    /// - Parameter subtrahend: what is subtracted from the logits before they are scaled: the largest of them, the
    ///   smallest where the scale is negative, or what the merged statistics say.
    @inline(__always)
    func begin(
        _ group: inout PositionGroup, subtrahend: SIMD16<Double>, _ rows: LogitRows<Scalar>,
        into sums: inout LossSums
    ) {
        let scale = SIMD16<Double>(repeating: formulas.logitScale)
        var raw = subtrahend
        if let merged = inputs.merged {
            (group.maximum, group.sum) = self.merged(merged, group, raw * scale)
        } else {
            let isFinite = isFinite(raw)
            if (.!isFinite).isAnywhere { raw = Self.withNaN(raw, isFinite, rows, group.count) }
            group.maximum = raw * scale
        }
        if shape.classCount > 0 {
            let own = Scalar.lanes { rows.base[unaligned: Int(group.labelOffset[$0])] }
            group.labelDistance = (raw - Scalar.widen(own)) * scale
        }
        if memory.searches { search(group, rows, into: &sums) }
    }

    /// `largest`, and NaN in the lanes that are not finite and whose rows have one.
    @inline(never)
    private static func withNaN(
        _ largest: SIMD16<Double>, _ isFinite: LaneMask, _ rows: LogitRows<Scalar>, _ count: Int
    ) -> SIMD16<Double> {
        var result = largest
        for lane in 0..<count where !isFinite[lane] && rows[lane].hasNaN { result[lane] = .nan }
        return result
    }

    /// The merged maxima and sums, or the same with other maxima: those that the subtrahends come to.
    @inline(never)
    private func merged(
        _ merged: MergedStatistics, _ group: PositionGroup, _ subtrahend: SIMD16<Double>
    ) -> (maximum: SIMD16<Double>, sum: SIMD16<Double>) {
        var maximum = Self.load(merged.maximum + group.first, group.count)
        var sum = SIMD16<Double>(repeating: 1)
        for lane in 0..<group.count {
            sum[lane] = merged.sum[group.first &+ lane]
            guard formulas.logitScale != 0, subtrahend[lane].isFinite, subtrahend[lane] != maximum[lane] else {
                continue
            }
            sum[lane] *= Exponential.float64(SIMD16(repeating: maximum[lane] - subtrahend[lane]))[0]
            maximum[lane] = subtrahend[lane]
        }
        return (maximum, sum)
    }

    /// The sums of the rows' exponentials, unless they are known from all slices: NaN in rows that have one, 0 in those
    /// that have nothing but −∞.
    @inline(__always)
    func take(_ sum: SIMD16<Double>, into group: inout PositionGroup) {
        guard inputs.merged == nil else { return }
        let isNaN = isNaN(sum)
        let isFinite = isFinite(group.maximum)
        group.sum = sum.replacing(with: 0, where: isSame(group.maximum, -.infinity))
        group.maximum.replace(with: .nan, where: isNaN .& isFinite)
    }

    /// A of soft targets, unless it is known from all slices.
    @inline(__always)
    func take(coefficientSum: SIMD16<Double>, into group: inout PositionGroup) {
        group.sliceCoefficientSum = coefficientSum
        if inputs.merged == nil { group.coefficientSum = coefficientSum }
    }

    /// a of the classes that the lanes of a vector are, or of the class that there is a vector of.
    @inline(__always)
    func coefficients(
        targets: UnsafePointer<Scalar>?, stride: Int, weights: UnsafePointer<Double>?, ofClasses lanesAreClasses: Bool
    ) -> ClassCoefficients<Scalar> {
        ClassCoefficients(
            targets: targets, stride: stride, weights: weights, lanesAreClasses: lanesAreClasses,
            keep: Lanes(repeating: Scalar(formulas.keep)), spread: Lanes(repeating: Scalar(formulas.spread)))
    }

    /// The formulas of the classes for the positions of a group, each in its own lane.
    @inline(__always)
    func classFormulas(_ terms: PositionTerms, subtrahend: SIMD16<Double>) -> ClassFormulas<Scalar> {
        ClassFormulas(
            maximum: Scalar.narrow(subtrahend), logitScale: Lanes(repeating: Scalar(formulas.logitScale)),
            logSum: Scalar.narrow(terms.logSum),
            floor: Scalar.narrow(terms.logSum - SIMD16(repeating: formulas.clamp)),
            reciprocal: Scalar.narrow(terms.reciprocal), factor: Scalar.narrow(terms.factor),
            negativeScale: Scalar.narrow(SIMD16(repeating: 0) - terms.scale))
    }

    /// Writes the gradients at the labels, for a group whose first gradient is at `target`. They are worked out for all
    /// lanes at once, in `scratch`.
    @inline(__always)
    func writeLabelGradients(
        _ group: PositionGroup, _ terms: PositionTerms, _ scratch: UnsafeMutablePointer<Scalar>,
        into target: UnsafeMutablePointer<Scalar>
    ) {
        if formulas.scale == 0 { return }
        let distance = Scalar.narrow(SIMD16(repeating: 0) - group.labelDistance)
        let exponential = Scalar.widen(Scalar.exponential(distance))
        let gradients = formulas.labelGradient(group, terms, exponential: exponential)
        ClassRun<Scalar>.store(Scalar.narrow(gradients), scratch)
        for lane in 0..<PositionGroup.size where group.labelIndex[lane] >= 0 {
            target[unaligned: Int(group.labelOffset[lane])] = scratch[lane]
        }
    }

    /// Writes what there is one of per position and adds it up.
    ///
    /// - Parameters:
    ///   - crossSum: Σ a·n without ln S over the classes, but for the labels' shares.
    ///   - isCut: where a term of it was cut.
    @inline(__always)
    func conclude(
        _ group: PositionGroup, _ terms: PositionTerms, crossSum: SIMD16<Double>, isCut: LaneMask,
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
        if clamped.isAnywhere { sums.clampedCount &+= clamped.count }
        if nonFinite.isAnywhere { sums.nonFiniteCount &+= nonFinite.count }
        if memory.describesPositions { write(group, terms, loss) }
    }

    @inline(__always)
    static func sum(_ a: SIMD16<Double>) -> Double {
        let half = a.lowHalf + a.highHalf
        let quarter = half.lowHalf + half.highHalf
        let eighth = quarter.lowHalf + quarter.highHalf
        return eighth[0] + eighth[1]
    }

    // What not every batch asks for is not compiled into the loop over the groups.

    @inline(never)
    private func write(_ group: PositionGroup, _ terms: PositionTerms, _ loss: SIMD16<Double>) {
        if let memory = memory.elementLosses {
            for lane in 0..<group.count { memory[group.first &+ lane] = Scalar(loss[lane]) }
        }
        func write(_ lanes: SIMD16<Double>, _ memory: UnsafeMutablePointer<Double>?) {
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
    @inline(never)
    private func search(_ group: PositionGroup, _ rows: LogitRows<Scalar>, into sums: inout LossSums) {
        if let predictions = memory.predictions {
            for lane in 0..<group.count {
                let index = rows[lane].prediction(scaledBy: formulas.logitScale)
                predictions[group.first &+ lane] = Int64(index.map { $0 &+ shape.classOffset } ?? -1)
            }
        }
        if let correct = memory.correct {
            for lane in 0..<group.count {
                let isCorrect =
                    group.labelIndex[lane] >= 0
                    && rows[lane].isAmong(topK, Int(group.labelIndex[lane]), scaledBy: formulas.logitScale)
                correct[group.first &+ lane] = isCorrect
                if isCorrect { sums.correctCount += 1 }
            }
        }
        for lane in 0..<group.count where memory.targetLogits != nil || memory.labelsHere != nil {
            let index = Int(group.labelIndex[lane])
            memory.targetLogits?[group.first &+ lane] =
                index < 0 ? 0 : Double(rows[lane][index]) * formulas.logitScale
            memory.labelsHere?[group.first &+ lane] = index >= 0
        }
    }
}
