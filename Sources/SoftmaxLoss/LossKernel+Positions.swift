/// What there is one of per position: the way from inputs to groups, and from groups to outputs.
extension LossKernel {
    typealias Lanes = Scalar.Lanes

    /// Makes `group` that of `count` positions from `first` on, before anything is known of their logits but those at the
    /// labels, which are found in `rows` and written to `labelElements`.
    @inline(never)
    func prepare(
        _ group: inout PositionGroup, first: Int, count: Int, _ rows: LogitRows<Scalar>,
        _ labelElements: UnsafeMutablePointer<Scalar>
    ) {
        group.first = first
        group.count = count
        group.weight = inputs.positionWeights.map { Self.load($0 + first, count) } ?? SIMD16(repeating: 1)
        var isKept = LaneMask.first(count)
        guard case .labels(let labels) = inputs.truth else {
            group.isKept = isKept
            if let merged = inputs.merged?.coefficientSum { group.coefficientSum = Self.load(merged + first, count) }
            return
        }
        let label = Self.load(labels + first, count)
        if let ignoreLabel { isKept = isKept .& (label .!= SIMD16<Int64>(repeating: ignoreLabel)) }
        group.isKept = isKept
        var isHere = isKept
        if shape.classCount < shape.totalClassCount {
            let index = label &- SIMD16<Int64>(repeating: Int64(shape.classOffset))
            isHere = isHere .& .natural(index) .& (index .< SIMD16<Int64>(repeating: Int64(shape.classCount)))
        }
        var weight = SIMD16<Double>(repeating: 1)
        if let weights = inputs.classWeights {
            for lane in 0..<PositionGroup.size where isKept[lane] { weight[lane] = weights[Int(label[lane])] }
        }
        let share = weight * SIMD16<Double>(repeating: formulas.keep)
        group.labelShare = share.replacing(with: SIMD16<Double>(repeating: 0), where: .!isHere)
        group.labelCoefficient = share + weight * SIMD16<Double>(repeating: formulas.spread)
        group.coefficientSum = share + SIMD16<Double>(repeating: formulas.spread * weightTotals.all)
        group.sliceCoefficientSum = SIMD16<Double>(repeating: formulas.spread * weightTotals.slice)
        if shape.classCount > 0 { find(labels + first, of: &group, rows, labelElements) }
    }

    /// Finds the labels' elements: one by one, which is sooner done than taking vectors apart.
    @inline(always)
    private func find(
        _ labels: UnsafePointer<Int64>, of group: inout PositionGroup, _ rows: LogitRows<Scalar>,
        _ labelElements: UnsafeMutablePointer<Scalar>
    ) {
        let (classOffset, classes) = (shape.classOffset, UInt(shape.classCount))
        // −1 is no class and so needs no ignoring.
        let ignored = ignoreLabel ?? -1
        let count = group.count
        withUnsafeMutableBytes(of: &group.labelOffset) { offsets in
            var first = 0
            for lane in 0..<count {
                let label = labels[lane]
                let index = Int(label) &- classOffset
                let isHere = UInt(bitPattern: index) < classes && label != ignored
                let offset = first &+ index &* rows.stride
                offsets.storeBytes(
                    of: isHere ? offset : -1, toByteOffset: lane &* MemoryLayout<Int>.stride, as: Int.self)
                labelElements[lane] = rows.base[unaligned: isHere ? offset : 0]
                first &+= rows.step
            }
            for lane in count..<PositionGroup.size { labelElements[lane] = 0 }
        }
    }

    /// `count` numbers, sixteen at most, and 0 in the lanes that are left.
    @inline(__always)
    private static func load<Number: SIMDScalar & AdditiveArithmetic>(
        _ pointer: UnsafePointer<Number>, _ count: Int
    ) -> SIMD16<Number> {
        if count == PositionGroup.size { return UnsafeRawPointer(pointer).loadUnaligned(as: SIMD16<Number>.self) }
        return loadSome(pointer, count)
    }

    /// Each lane by a number that the compiler knows: by another it would put the vector together in memory, and what has
    /// been stored in pieces is slow to load as a whole.
    @inline(never)
    private static func loadSome<Number: SIMDScalar & AdditiveArithmetic>(
        _ pointer: UnsafePointer<Number>, _ count: Int
    ) -> SIMD16<Number> {
        var lanes = SIMD16<Number>(repeating: .zero)
        for lane in 0..<PositionGroup.size { lanes[lane] = lane < count ? pointer[lane] : .zero }
        return lanes
    }

    /// What is to be subtracted from the logits of a slice before they are scaled. The merged maximum was made by scaling
    /// a logit, which dividing gives back; should it not be one exactly, `begin` makes up for the difference.
    @inline(__always)
    func subtrahend(_ merged: MergedStatistics, first: Int, count: Int) -> Lanes {
        if formulas.logitScale == 0 { return Lanes(repeating: 0) }
        let maximum = Self.load(merged.maximum + first, count)
        return Scalar.narrow(maximum / SIMD16(repeating: formulas.logitScale))
    }

    /// What is known of the rows before the sums of their exponentials.
    @inline(always)
    func begin(
        _ group: inout PositionGroup, _ rows: LogitRows<Scalar>, _ labelElements: UnsafeMutablePointer<Scalar>,
        into sums: inout LossSums
    ) {
        let scale = SIMD16<Double>(repeating: formulas.logitScale)
        if let merged = inputs.merged {
            take(merged, into: &group)
        } else {
            if (.!isFinite(group.subtrahend)).isAnywhere { Self.markNaN(in: &group, rows) }
            group.maximum = group.subtrahend * scale
        }
        group.labelDistance = (group.subtrahend - Scalar.widen(ClassRun<Scalar>.load(labelElements))) * scale
        if memory.searches { search(&group, rows, into: &sums) }
    }

    /// Makes the subtrahends NaN that are not finite and whose rows have one.
    @inline(never)
    private static func markNaN(in group: inout PositionGroup, _ rows: LogitRows<Scalar>) {
        for lane in 0..<group.count where !group.subtrahend[lane].isFinite && rows[lane].hasNaN {
            group.subtrahend[lane] = .nan
        }
    }

    /// The merged maxima and sums, or the same with other maxima: those that the subtrahends come to.
    @inline(never)
    func take(_ merged: MergedStatistics, into group: inout PositionGroup) {
        var maximum = Self.load(merged.maximum + group.first, group.count)
        let subtrahend = group.subtrahend * SIMD16<Double>(repeating: formulas.logitScale)
        for lane in 0..<group.count {
            group.sum[lane] = merged.sum[group.first &+ lane]
            guard formulas.logitScale != 0, subtrahend[lane].isFinite, subtrahend[lane] != maximum[lane] else {
                continue
            }
            group.sum[lane] *= Exponential.float64(SIMD16(repeating: maximum[lane] - subtrahend[lane]))[0]
            maximum[lane] = subtrahend[lane]
        }
        group.maximum = maximum
    }

    /// All that follows from the sums of the rows' exponentials, unless those are known from all slices: NaN in rows that
    /// have one, 0 in those that have nothing but −∞. Of the labels' elements it is the gradients.
    @inline(always)
    func conclude(_ group: inout PositionGroup, _ labelElements: UnsafeMutablePointer<Scalar>) {
        if inputs.merged == nil {
            let (maximum, sum) = (group.maximum, group.sum)
            group.sum = sum.replacing(
                with: SIMD16<Double>(repeating: 0), where: maximum .== SIMD16<Double>(repeating: -.infinity))
            group.maximum = maximum.replacing(
                with: SIMD16<Double>(repeating: .nan), where: isNaN(sum) .& isFinite(maximum))
        }
        formulas.conclude(&group)
        if memory.gradients != nil {
            let distance = Scalar.narrow(SIMD16<Double>(repeating: 0) - group.labelDistance)
            let exponential = Scalar.widen(Scalar.exponential(distance))
            ClassRun<Scalar>.store(
                Scalar.narrow(formulas.labelGradient(group, exponential: exponential)), labelElements)
        }
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
    @inline(always)
    func classFormulas(_ group: PositionGroup) -> ClassFormulas<Scalar> {
        ClassFormulas(
            maximum: Scalar.narrow(group.subtrahend), logitScale: Lanes(repeating: Scalar(formulas.logitScale)),
            logSum: Scalar.narrow(group.logSum),
            floor: Scalar.narrow(group.logSum - SIMD16(repeating: formulas.clamp)),
            reciprocal: Scalar.narrow(group.reciprocal), factor: Scalar.narrow(group.factor),
            negativeScale: Scalar.narrow(SIMD16(repeating: 0) - group.scale))
    }

    /// Writes the gradients at the labels, for a group whose first gradient is at `target`.
    @inline(__always)
    func write(
        _ labelElements: UnsafeMutablePointer<Scalar>, of group: inout PositionGroup,
        into target: UnsafeMutablePointer<Scalar>
    ) {
        if formulas.scale == 0 { return }
        let count = group.count
        withUnsafeBytes(of: &group.labelOffset) { offsets in
            for lane in 0..<count {
                let offset = offsets.load(fromByteOffset: lane &* MemoryLayout<Int>.stride, as: Int.self)
                if offset >= 0 { target[unaligned: offset] = labelElements[lane] }
            }
        }
    }

    /// Writes what there is one of per position and adds it up.
    @inline(always)
    func add(_ group: inout PositionGroup, to sums: inout LossSums) {
        let (labelLoss, labelIsCut) = formulas.labelLoss(group)
        let counts = .!isZero(group.labelShare)
        var classLosses = (group.labelShare * labelLoss).replacing(with: 0, where: .!counts)
        if isDense { classLosses += group.crossSum + group.sliceCoefficientSum * group.logSum }
        let (loss, penalty) = formulas.loss(
            group, classLosses: classLosses,
            withZLoss: formulas.zLoss != 0 && shape.classOffset == 0 && shape.classCount > 0)

        group.lossSum += loss
        if formulas.zLoss != 0 { sums.zLoss += Self.sum(penalty) }
        let clamped = group.isKept .& ((labelIsCut .& counts) .| group.isCut)
        let nonFinite = .!isFinite(loss)
        if (clamped .| nonFinite).isAnywhere {
            sums.clampedCount &+= clamped.count
            sums.nonFiniteCount &+= nonFinite.count
        }
        if memory.describesPositions { write(&group, loss) }
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
    private func write(_ group: inout PositionGroup, _ loss: SIMD16<Double>) {
        if let memory = memory.elementLosses {
            for lane in 0..<group.count { memory[group.first &+ lane] = Scalar(loss[lane]) }
        }
        func write(_ lanes: SIMD16<Double>, _ memory: UnsafeMutablePointer<Double>?) {
            guard let memory else { return }
            for lane in 0..<group.count { memory[group.first &+ lane] = lanes[lane] }
        }
        write(group.maximum, memory.maxima)
        write(group.sum, memory.sums)
        write(group.logSumExp, memory.logSums)
        write(group.scale, memory.scales)
        write(
            (group.labelShare + group.sliceCoefficientSum).replacing(with: 0, where: .!group.isKept),
            memory.coefficientSums)
    }

    /// What is found by looking through the logits once more, while they are there.
    @inline(never)
    private func search(_ group: inout PositionGroup, _ rows: LogitRows<Scalar>, into sums: inout LossSums) {
        if let predictions = memory.predictions {
            for lane in 0..<group.count {
                let index = rows[lane].prediction(scaledBy: formulas.logitScale)
                predictions[group.first &+ lane] = Int64(index.map { $0 &+ shape.classOffset } ?? -1)
            }
        }
        if let correct = memory.correct {
            for lane in 0..<group.count {
                let isCorrect =
                    rows.index(lane, group.labelOffset[lane]).map {
                        rows[lane].isAmong(topK, $0, scaledBy: formulas.logitScale)
                    } ?? false
                correct[group.first &+ lane] = isCorrect
                if isCorrect { sums.correctCount += 1 }
            }
        }
        for lane in 0..<group.count where memory.targetLogits != nil || memory.labelsHere != nil {
            let index = rows.index(lane, group.labelOffset[lane])
            memory.targetLogits?[group.first &+ lane] = index.map { Double(rows[lane][$0]) * formulas.logitScale } ?? 0
            memory.labelsHere?[group.first &+ lane] = index != nil
        }
    }
}
