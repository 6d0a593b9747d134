/// Vectors of sixteen elements that lie `stride` elements apart: the classes of one position, sixteen to a vector, or one
/// class after another of sixteen positions.
///
/// What nearly all time goes into is here, on vectors as long as the longest registers there are.
struct WideRun<Scalar: LossScalar> {
    typealias Wide = Scalar.Wide

    static var size: Int { 16 }

    let logits: UnsafePointer<Scalar>
    /// Number of vectors.
    let count: Int
    let stride: Int

    /// Vectors whose terms are added up in `Scalar`, half of them in either sum, before they go on in float64.
    private static var block: Int { 16 }

    @inline(__always)
    private func load(_ vector: Int) -> Wide { Scalar.loadWide(logits + vector &* stride) }

    @inline(__always)
    private static func store(_ wide: Wide, _ pointer: UnsafeMutablePointer<Scalar>) {
        UnsafeMutableRawPointer(pointer).storeBytes(of: wide, as: Wide.self)
    }

    /// The largest logits of the vectors from `start` to `end` in each lane, −∞ where there is none but NaN.
    @inline(__always)
    private func maximum(_ start: Int, _ end: Int) -> Wide {
        var first = Wide(repeating: -.infinity)
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

    @inline(__always)
    func maximum() -> Wide { maximum(0, count) }

    /// The same for a row, and in which block each lane's was found.
    @inline(__always)
    func maximumAndBlock() -> (lanes: Wide, block: Wide) {
        var largest = Wide(repeating: -.infinity)
        var place = Wide(repeating: 0)
        var block = 0
        while block &* Self.block < count {
            let start = block &* Self.block
            let lanes = maximum(start, min(start &+ Self.block, count))
            place = Scalar.choose(Wide(repeating: Scalar(block)), whereLarger: lanes, than: largest, else: place)
            largest = Scalar.larger(largest, lanes)
            block &+= 1
        }
        return (largest, place)
    }

    /// Terms of the vectors from `start` to `end`, at most a block, added up in `Scalar`.
    @inline(__always)
    private func sum(_ start: Int, _ end: Int, _ term: (_ vector: Int) -> Wide) -> Wide {
        var first = Wide(repeating: 0)
        var second = first
        var vector = start
        while vector &+ 2 <= end {
            first = Scalar.add(first, term(vector))
            second = Scalar.add(second, term(vector &+ 1))
            vector &+= 2
        }
        if vector < end { first = Scalar.add(first, term(vector)) }
        return Scalar.add(first, second)
    }

    /// The sum of `exponential` over the vectors of a row, whose distance from the maximum `distance` is.
    ///
    /// The 1 of the largest logit, which is in `block`, is not added to others in `Scalar` but counted: beside it a
    /// float32 would lose what the loss of a confident position is made of. Where others are as large, the loss is not.
    /// With −1 for `block` they are counted in all of them.
    @inline(__always)
    private func sumOfRow(
        largestIn block: Int, distance: (_ vector: Int) -> Wide,
        exponential: (_ distance: Wide, _ vector: Int) -> Wide
    ) -> SIMD8<Double> {
        var total = SIMD8<Double>(repeating: 0)
        var start = 0
        while start < count {
            let end = min(start &+ Self.block, count)
            let sum: Wide
            if block < 0 || start == block &* Self.block {
                var ones = Wide(repeating: 0)
                sum = self.sum(start, end) { vector in
                    let distance = distance(vector)
                    ones = Scalar.add(ones, Scalar.one(whereZero: distance))
                    return Scalar.zero(exponential(distance, vector), whereZero: distance)
                }
                let (low, high) = Scalar.halves(ones)
                total += Scalar.widen(low) + Scalar.widen(high)
            } else {
                sum = self.sum(start, end) { vector in exponential(distance(vector), vector) }
            }
            let (low, high) = Scalar.halves(sum)
            total += Scalar.widen(low) + Scalar.widen(high)
            start = end
        }
        return total
    }

    /// Writes exp(x − maximum) of a row's logits that are not scaled, and returns its sum.
    @inline(__always)
    func exponentiateRow(
        minus maximum: Wide, largestIn block: Int, into target: UnsafeMutablePointer<Scalar>
    ) -> SIMD8<Double> {
        sumOfRow(largestIn: block) { vector in
            Scalar.subtract(load(vector), maximum)
        } exponential: { distance, vector in
            let exponential = Scalar.exponential(distance)
            Self.store(exponential, target + vector &* stride)
            return exponential
        }
    }

    /// The same sum, of scaled logits, with nothing written.
    @inline(__always)
    func sumOfRow(minus maximum: Wide, logitScale: Wide, largestIn block: Int) -> SIMD8<Double> {
        sumOfRow(largestIn: block) { vector in
            Scalar.multiply(Scalar.subtract(load(vector), maximum), logitScale)
        } exponential: { distance, _ in
            Scalar.exponential(distance)
        }
    }

    /// Writes exp(x − maximum) of sixteen positions, classes `targetStride` elements apart, and returns the sums of the
    /// first eight and of the last. The ones are counted as in a row; every position has its own.
    @inline(__always)
    func exponentiate(
        minus maximum: Wide, into target: UnsafeMutablePointer<Scalar>, targetStride: Int
    ) -> (first: SIMD8<Double>, second: SIMD8<Double>) {
        var total = (SIMD8<Double>(repeating: 0), SIMD8<Double>(repeating: 0))
        var start = 0
        while start < count {
            let end = min(start &+ 4 &* Self.block, count)
            var ones = Wide(repeating: 0)
            let sum = sum(start, end) { vector in
                let distance = Scalar.subtract(load(vector), maximum)
                let exponential = Scalar.exponential(distance)
                Self.store(exponential, target + vector &* targetStride)
                ones = Scalar.add(ones, Scalar.one(whereZero: distance))
                return Scalar.zero(exponential, whereZero: distance)
            }
            let (rest, counts) = (Scalar.halves(sum), Scalar.halves(ones))
            total.0 += Scalar.widen(rest.low) + Scalar.widen(counts.low)
            total.1 += Scalar.widen(rest.high) + Scalar.widen(counts.high)
            start = end
        }
        return total
    }
}
