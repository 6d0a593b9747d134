/// The class axis is the last: every position's logits lie side by side.
extension LossKernel {
    var rowBlocks: (rows: Int, count: Int) {
        let rows = max(1, Self.blockElements / shape.classCount)
        return (rows, (shape.positionCount + rows - 1) / rows)
    }

    @inline(__always)
    func evaluateRows(block: Int) -> LossSums {
        let rows = rowBlocks.rows
        let first = block * rows
        var sums = LossSums()
        for position in first..<min(first + rows, shape.positionCount) { evaluateRow(position, into: &sums) }
        return sums
    }

    @inline(__always)
    private func evaluateRow(_ position: Int, into sums: inout LossSums) {
        let classes = shape.classCount
        let offset = position * classes
        let label = labels[position]
        let kept = label != ignoreLabel
        let gradient = gradients.map { $0 + offset }
        let probability = probabilities.map { $0 + offset }

        if !kept {
            elementLosses?[position] = 0
            if probability == nil {
                gradient?.update(repeating: 0, count: classes)
                return
            }
        }

        let row = logits + offset
        let maximum = Self.maximum(row, classes)
        // The label's logit is read before gradients may take the place of the logits.
        let labelled = kept ? row[Int(label)] : maximum
        let sum: Double
        if let target = probability ?? gradient {
            sum = Self.exponentials(row, classes, minus: maximum, into: target)
        } else {
            sum = Self.sumOfExponentials(row, classes, minus: maximum)
        }

        if kept {
            let loss = loss(maximum: maximum, labelled: labelled, sum: sum, into: &sums)
            elementLosses?[position] = Scalar(loss)
        }
        if let gradient {
            if !kept || scale == 0 {
                gradient.update(repeating: 0, count: classes)
            } else {
                let exponentials = UnsafePointer(probability ?? gradient)
                let labelShare = Double(exponentials[Int(label)]) / sum
                Self.multiply(exponentials, classes, by: Scalar(scale / sum), into: gradient)
                gradient[Int(label)] = Scalar(scale * (labelShare - 1))
            }
        }
        if let probability { Self.multiply(probability, classes, by: Scalar(1 / sum), into: probability) }
    }

    /// The largest of the numbers that are not NaN; −∞ if there are none.
    @inline(__always)
    private static func maximum(_ row: UnsafePointer<Scalar>, _ count: Int) -> Scalar {
        let width = Scalar.Lanes.scalarCount
        var first = Scalar.Lanes(repeating: -.infinity)
        var second = first
        var index = 0
        while index &+ 2 &* width <= count {
            let a = load(row + index)
            let b = load(row + index + width)
            first = Scalar.larger(first, a)
            second = Scalar.larger(second, b)
            index &+= 2 &* width
        }
        first = Scalar.larger(first, second)
        while index < count {
            let rest = loadPadded(row + index, count &- index)
            first = Scalar.larger(first, rest)
            index &+= width
        }
        var result = first[0]
        for lane in 1..<width where first[lane] > result { result = first[lane] }
        return result
    }

    /// Writes exp(x − maximum) and returns its sum.
    @inline(__always)
    private static func exponentials(
        _ row: UnsafePointer<Scalar>, _ count: Int, minus maximum: Scalar, into target: UnsafeMutablePointer<Scalar>
    ) -> Double {
        sumInBlocks(row, count, minus: maximum) { lanes, index, remaining in
            if remaining >= Scalar.Lanes.scalarCount {
                store(lanes, target + index)
            } else {
                for lane in 0..<remaining { target[index &+ lane] = lanes[lane] }
            }
        }
    }

    @inline(__always)
    private static func sumOfExponentials(
        _ row: UnsafePointer<Scalar>, _ count: Int, minus maximum: Scalar
    ) -> Double {
        sumInBlocks(row, count, minus: maximum) { _, _, _ in }
    }

    /// Lanes add up at most 32 terms each in `Scalar`; those sums are added in float64, so the error of a long row's sum
    /// stays that of a short one.
    @inline(__always)
    private static func sumInBlocks(
        _ row: UnsafePointer<Scalar>, _ count: Int, minus maximum: Scalar,
        _ use: (Scalar.Lanes, _ index: Int, _ remaining: Int) -> Void
    ) -> Double {
        let width = Scalar.Lanes.scalarCount
        let maxima = Scalar.Lanes(repeating: maximum)
        var total = 0.0
        var index = 0
        while index < count {
            let end = min(index &+ 64 &* width, count)
            var first = Scalar.Lanes(repeating: 0)
            var second = first
            while index &+ 2 &* width <= end {
                let a = Scalar.exponential(Scalar.subtract(load(row + index), maxima))
                let b = Scalar.exponential(Scalar.subtract(load(row + index + width), maxima))
                use(a, index, width)
                use(b, index &+ width, width)
                first = Scalar.add(first, a)
                second = Scalar.add(second, b)
                index &+= 2 &* width
            }
            while index < end {
                let remaining = min(end &- index, width)
                // The padding is −∞, whose exponential is 0; a NaN or +∞ in the row makes it NaN, as it does the sum.
                let a = Scalar.exponential(Scalar.subtract(loadPadded(row + index, remaining), maxima))
                use(a, index, remaining)
                first = Scalar.add(first, a)
                index &+= width
            }
            total += Scalar.sum(Scalar.add(first, second))
        }
        return total
    }

    @inline(__always)
    private static func multiply(
        _ source: UnsafePointer<Scalar>, _ count: Int, by factor: Scalar, into target: UnsafeMutablePointer<Scalar>
    ) {
        let width = Scalar.Lanes.scalarCount
        let factors = Scalar.Lanes(repeating: factor)
        var index = 0
        while index &+ width <= count {
            store(Scalar.multiply(load(source + index), factors), target + index)
            index &+= width
        }
        while index < count {
            target[index] = source[index] * factor
            index &+= 1
        }
    }

    @inline(__always)
    static func load(_ pointer: UnsafePointer<Scalar>) -> Scalar.Lanes {
        UnsafeRawPointer(pointer).loadUnaligned(as: Scalar.Lanes.self)
    }

    @inline(__always)
    static func store(_ lanes: Scalar.Lanes, _ pointer: UnsafeMutablePointer<Scalar>) {
        UnsafeMutableRawPointer(pointer).storeBytes(of: lanes, as: Scalar.Lanes.self)
    }

    /// The first `count` numbers, or as many as there are lanes, and −∞ for the lanes that are left.
    @inline(__always)
    private static func loadPadded(_ pointer: UnsafePointer<Scalar>, _ count: Int) -> Scalar.Lanes {
        if count >= Scalar.Lanes.scalarCount { return load(pointer) }
        var lanes = Scalar.Lanes(repeating: -.infinity)
        for lane in 0..<count { lanes[lane] = pointer[lane] }
        return lanes
    }
}
