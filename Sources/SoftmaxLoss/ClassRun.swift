/// Vectors of sixteen elements that lie `stride` elements apart: the classes of one position, sixteen to a vector, or one
/// class after another of sixteen positions.
///
/// The loops over the classes, one time each for both: what nearly all time goes into.
struct ClassRun<Scalar: LossScalar> {
    typealias Lanes = Scalar.Lanes

    let logits: UnsafePointer<Scalar>
    /// Number of vectors.
    let count: Int
    let stride: Int

    /// Vectors whose terms are added up in `Scalar` before they go on in float64.
    private static var block: Int { 16 }

    @inline(__always)
    static func load(_ pointer: UnsafePointer<Scalar>) -> Lanes { Scalar.lanes { pointer[$0] } }

    @inline(__always)
    static func store(_ lanes: Lanes, _ pointer: UnsafeMutablePointer<Scalar>) {
        UnsafeMutableRawPointer(pointer).storeBytes(of: lanes, as: Lanes.self)
    }

    @inline(__always)
    private func load(_ vector: Int) -> Lanes { Self.load(logits + vector &* stride) }

    // MARK: Largest logits

    /// Of two at a time: one waits for the other.
    @inline(always)
    private func maximum(_ start: Int, _ end: Int) -> Lanes {
        var first = Lanes(repeating: -.infinity)
        var second = first
        var vector = start
        while vector &+ 2 <= end {
            first = Scalar.larger(first, load(vector))
            second = Scalar.larger(second, load(vector &+ 1))
            vector &+= 2
        }
        if vector < end { first = Scalar.larger(first, load(vector)) }
        return Scalar.larger(first, second)
    }

    /// The largest logits in each lane, −∞ where there is none but NaN.
    @inline(always)
    func maximum() -> Lanes { maximum(0, count) }

    /// The smallest, +∞ where there is none but NaN.
    @inline(always)
    func minimum() -> Lanes {
        var smallest = Lanes(repeating: .infinity)
        for vector in 0..<count { smallest = Scalar.smaller(smallest, load(vector)) }
        return smallest
    }

    /// The largest logits, and in which block of vectors each lane's was found.
    @inline(always)
    func maximumAndBlock() -> (lanes: Lanes, block: Lanes) {
        var largest = Lanes(repeating: -.infinity)
        var place = Lanes(repeating: 0)
        var block = 0
        while block &* Self.block < count {
            let start = block &* Self.block
            let lanes = maximum(start, min(start &+ Self.block, count))
            place = Scalar.choose(Lanes(repeating: Scalar(block)), whereLarger: lanes, than: largest, else: place)
            largest = Scalar.larger(largest, lanes)
            block &+= 1
        }
        return (largest, place)
    }

    // MARK: Sums of exponentials

    /// Writes exp((x − maximum)·scale) into vectors side by side, and returns its sum in each lane.
    ///
    /// - Parameters:
    ///   - scale: nil is 1.
    ///   - block: in which the largest logit of all lanes is; −1 is any, or that each lane has its own.
    @inline(always)
    func exponentiate(
        minus maximum: Lanes, scale: Lanes?, largestIn block: Int, into target: UnsafeMutablePointer<Scalar>
    ) -> SIMD16<Double> {
        sumOfExponentials(minus: maximum, scale: scale, largestIn: block) { exponential, vector in
            Self.store(exponential, target + vector &* PositionGroup.size)
        }
    }

    /// The same sum with nothing written.
    @inline(always)
    func sumOfExponentials(minus maximum: Lanes, scale: Lanes?, largestIn block: Int) -> SIMD16<Double> {
        sumOfExponentials(minus: maximum, scale: scale, largestIn: block) { _, _ in }
    }

    @inline(always)
    private func sumOfExponentials(
        minus maximum: Lanes, scale: Lanes?, largestIn block: Int, write: (_ exponential: Lanes, _ vector: Int) -> Void
    ) -> SIMD16<Double> {
        if let scale {
            return sumOfExponentials(largestIn: block, write: write) { vector in
                Scalar.multiply(Scalar.subtract(load(vector), maximum), scale)
            }
        }
        return sumOfExponentials(largestIn: block, write: write) { vector in
            Scalar.subtract(load(vector), maximum)
        }
    }

    /// The 1 of the largest logit is not added to others in `Scalar` but counted: beside it a float32 would lose what the
    /// loss of a confident position is made of. Where others are as large, the loss is not, and only those in the
    /// same block are counted.
    @inline(always)
    private func sumOfExponentials(
        largestIn block: Int, write: (_ exponential: Lanes, _ vector: Int) -> Void, distance: (_ vector: Int) -> Lanes
    ) -> SIMD16<Double> {
        var total = SIMD16<Double>(repeating: 0)
        var start = 0
        while start < count {
            let end = min(start &+ Self.block, count)
            var sum = Lanes(repeating: 0)
            if block < 0 || start == block &* Self.block {
                var others = sum
                for vector in start..<end {
                    let distance = distance(vector)
                    let exponential = Scalar.exponential(distance)
                    write(exponential, vector)
                    sum = Scalar.add(exponential, to: sum, whereNotZero: distance)
                    others = Scalar.add(Lanes(repeating: 1), to: others, whereNotZero: distance)
                }
                total += Scalar.widen(Scalar.subtract(Lanes(repeating: Scalar(end &- start)), others))
            } else {
                for vector in start..<end {
                    let exponential = Scalar.exponential(distance(vector))
                    write(exponential, vector)
                    sum = Scalar.add(sum, exponential)
                }
            }
            total += Scalar.widen(sum)
            start = end
        }
        return total
    }

    // MARK: Losses of all classes

    /// Σ a·n without ln S in each lane, and the lowest x − m of a class that counts.
    @inline(always)
    func crossSum(
        _ formulas: ClassFormulas<Scalar>, _ coefficients: ClassCoefficients<Scalar>
    ) -> (sum: SIMD16<Double>, lowest: Lanes) {
        var sum = SIMD16<Double>(repeating: 0)
        var lowest = Lanes(repeating: 0)
        for vector in 0..<count {
            let (term, distance) = formulas.crossTerm(load(vector), coefficient: coefficients[vector])
            sum -= Scalar.widen(term)
            lowest = Scalar.smaller(lowest, distance)
        }
        return (sum, lowest)
    }

    // MARK: Outputs

    /// Writes `result` of every vector.
    ///
    /// - Parameter stride: elements from one vector to the next in `target`.
    @inline(always)
    func map(
        into target: UnsafeMutablePointer<Scalar>, stride: Int, _ result: (_ lanes: Lanes, _ vector: Int) -> Lanes
    ) {
        for vector in 0..<count { Self.store(result(load(vector), vector), target + vector &* stride) }
    }
}
