/// The logits of one position, for what has to look at them one by one.
struct LogitRow<Scalar: LossScalar> {
    let base: UnsafePointer<Scalar>
    /// Elements from one class to the next.
    let stride: Int
    let count: Int

    @inline(__always)
    subscript(index: Int) -> Scalar { base[unaligned: index &* stride] }

    var hasNaN: Bool {
        for index in 0..<count where self[index].isNaN { return true }
        return false
    }

    /// The first of the largest, or the first NaN; nil of nothing.
    @inline(__always)
    func prediction(scaledBy scale: Double) -> Int? {
        var first: Int?
        var largest = -Double.infinity
        for index in 0..<count {
            let logit = Double(self[index]) * scale
            if logit.isNaN { return index }
            if first == nil || logit > largest { (first, largest) = (index, logit) }
        }
        return first
    }

    /// Whether fewer than `topK` logits are larger than that of `label`, lower classes going before it where they are as
    /// large; false where any is NaN.
    @inline(__always)
    func isAmong(_ topK: Int, _ label: Int, scaledBy scale: Double) -> Bool {
        let own = Double(self[label]) * scale
        var rank = 0
        var isNumber = true
        for index in 0..<count {
            let other = Double(self[index]) * scale
            isNumber = isNumber && other == other
            rank &+= other > own || (other == own && index < label) ? 1 : 0
        }
        return isNumber && rank < topK
    }
}
