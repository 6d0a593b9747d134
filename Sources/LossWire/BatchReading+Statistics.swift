import SoftmaxLoss

/// What all slices of the classes come to has to go with the logits of this one: otherwise probabilities above 1, and with
/// them infinities, would come of it.
extension BatchReading {
    /// How far below a logit a maximum may lie, relative to it: clients merge in float32 too.
    private static var tolerance: Double { 0x1p-20 }

    /// Adds an issue for each position whose maximum is less than one of its logits, or whose sum is none where the maximum
    /// is a number. Ignored positions may have anything.
    mutating func checkStatistics(_ shape: LogitsShape, _ maximum: JSONTensor<Double>, _ sum: JSONTensor<Double>) {
        guard let logits, shape.classCount > 0 else { return }
        let (maxima, sums, ignored) = (maximum.storage, sum.storage, options.ignoreLabel)
        for position in 0..<shape.positionCount {
            let (largest, total) = (maxima[position], sums[position])
            // The result is then not a number, as the logits are not.
            guard !largest.isNaN, ignored == nil || labels?.storage[position] != ignored else { continue }
            let isBelow =
                switch logits.tensor {
                case .float32(let storage): has(storage, position, shape, above: largest)
                case .float64(let storage): has(storage, position, shape, above: largest)
                }
            guard issues.hasRoom else {
                issues.add(undescribed: isBelow ? 1 : 0)
                continue
            }
            if isBelow {
                issues.add(
                    maximum.form.pointer(places.elements(of: .max), to: position),
                    "is \(largest), and a logit of the slice is more than that")
            } else if largest.isFinite, total == 0 || !total.isFinite {
                // One below 0 has been found already.
                issues.add(
                    sum.form.pointer(places.elements(of: .sumExp), to: position),
                    "is \(total), and where max is a number it is one above 0")
            }
        }
    }

    private func has<Scalar: LossScalar>(
        _ storage: TensorStorage<Scalar>, _ position: Int, _ shape: LogitsShape, above maximum: Double
    ) -> Bool {
        let limit = maximum.isFinite ? maximum + maximum.magnitude * Self.tolerance : maximum
        let (outer, inner) = position.quotientAndRemainder(dividingBy: shape.innerCount)
        let start = outer * shape.classCount * shape.innerCount + inner
        // Counted, and not searched for, so that it is compiled to vectors.
        var count = 0
        if shape.innerCount == 1 {
            for index in start..<start + shape.classCount { count &+= isAbove(limit, storage[index]) }
        } else {
            for label in 0..<shape.classCount { count &+= isAbove(limit, storage[start &+ label &* shape.innerCount]) }
        }
        return count > 0
    }

    @inline(__always)
    private func isAbove(_ limit: Double, _ logit: some BinaryFloatingPoint) -> Int {
        Double(logit) * options.logitScale > limit ? 1 : 0
    }
}
