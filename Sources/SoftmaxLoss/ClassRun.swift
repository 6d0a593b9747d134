/// Vectors of eight elements that lie `stride` elements apart: the classes of one position, eight to a vector, or one
/// class after another of eight positions.
///
/// The loops over the classes, one time each for both.
struct ClassRun<Scalar: LossScalar> {
    typealias Lanes = Scalar.Lanes

    let logits: UnsafePointer<Scalar>
    /// Soft targets, as the logits lie; nil where there are labels.
    let targets: UnsafePointer<Scalar>?
    /// w of the run's classes; nil is 1 for each.
    let weights: UnsafePointer<Double>?
    /// Number of vectors.
    let count: Int
    let stride: Int
    /// Whether the lanes of a vector are classes, not positions.
    let lanesAreClasses: Bool

    @inline(__always)
    static func load(_ pointer: UnsafePointer<Scalar>) -> Lanes { Scalar.load(pointer) }

    @inline(__always)
    static func store(_ lanes: Lanes, _ pointer: UnsafeMutablePointer<Scalar>) {
        UnsafeMutableRawPointer(pointer).storeBytes(of: lanes, as: Lanes.self)
    }

    /// Calls `body` for every vector, of which two are on their way at a time: one waits for the other where their
    /// results are added up.
    @inline(__always)
    private func accumulate<Sum>(
        _ initial: Sum, _ body: (inout Sum, _ vector: Int) -> Void, _ join: (Sum, Sum) -> Sum
    ) -> Sum {
        var first = initial
        var second = initial
        var vector = 0
        while vector &+ 2 <= count {
            body(&first, vector)
            body(&second, vector &+ 1)
            vector &+= 2
        }
        if vector < count { body(&first, vector) }
        return join(first, second)
    }

    /// The largest logits in each lane, −∞ where there is none but NaN.
    @inline(__always)
    func maximum() -> Lanes {
        accumulate(
            Lanes(repeating: -.infinity),
            { largest, vector in
                largest = Scalar.larger(largest, Self.load(logits + vector &* stride))
            }, Scalar.larger)
    }

    /// The smallest, +∞ where there is none but NaN.
    @inline(__always)
    func minimum() -> Lanes {
        accumulate(
            Lanes(repeating: .infinity),
            { smallest, vector in
                smallest = Scalar.smaller(smallest, Self.load(logits + vector &* stride))
            }, Scalar.smaller)
    }

    /// Writes exp(x − maximum) of logits that are not scaled, and returns its sum in each lane.
    @inline(__always)
    func exponentiate(minus maximum: Lanes, into target: UnsafeMutablePointer<Scalar>) -> SIMD8<Double> {
        sumOfExponentials { vector in
            let place = vector &* stride
            let distance = Scalar.subtract(Self.load(logits + place), maximum)
            let exponential = Scalar.exponential(distance)
            Self.store(exponential, target + place)
            return (distance, exponential)
        }
    }

    /// The same sum, of scaled logits, with nothing written.
    @inline(__always)
    func sumOfExponentials(minus maximum: Lanes, logitScale: Lanes) -> SIMD8<Double> {
        sumOfExponentials { vector in
            let distance = Scalar.multiply(
                Scalar.subtract(Self.load(logits + vector &* stride), maximum), logitScale)
            return (distance, Scalar.exponential(distance))
        }
    }

    /// Terms are added up in `Scalar`, at most 32 of them, and those sums in float64. The 1 of the largest logit is not
    /// among them but counted: beside it a float32 would lose what the loss of a confident position is made of.
    @inline(__always)
    private func sumOfExponentials(
        _ term: (_ vector: Int) -> (distance: Lanes, exponential: Lanes)
    ) -> SIMD8<Double> {
        var total = SIMD8<Double>(repeating: 0)
        var start = 0
        while start < count {
            let end = min(start &+ 64, count)
            var first = Lanes(repeating: 0)
            var second = first
            var ones = first
            @inline(__always)
            func add(_ vector: Int, to sum: inout Lanes) {
                let (distance, exponential) = term(vector)
                sum = Scalar.add(sum, Scalar.zero(exponential, whereZero: distance))
                ones = Scalar.add(ones, Scalar.one(whereZero: distance))
            }
            var vector = start
            while vector &+ 2 <= end {
                add(vector, to: &first)
                add(vector &+ 1, to: &second)
                vector &+= 2
            }
            if vector < end { add(vector, to: &first) }
            total += Scalar.widen(Scalar.add(first, second)) + Scalar.widen(ones)
            start = end
        }
        return total
    }

    /// a: what of each class's n is in the loss, but for the label's own share.
    @inline(__always)
    private func coefficient(_ vector: Int, _ keep: Lanes, _ spread: Lanes) -> Lanes {
        var coefficient = spread
        if let targets {
            coefficient = Scalar.add(Scalar.multiply(keep, Self.load(targets + vector &* stride)), spread)
        }
        guard let weights else { return coefficient }
        let weight =
            lanesAreClasses
            ? Scalar.narrow(
                UnsafeRawPointer(weights + vector &* stride).loadUnaligned(as: SIMD8<Double>.self))
            : Lanes(repeating: Scalar(weights[vector]))
        return Scalar.multiply(weight, coefficient)
    }

    /// Σ a in each lane.
    @inline(__always)
    func coefficientSum(keep: Lanes, spread: Lanes) -> SIMD8<Double> {
        accumulate(
            SIMD8<Double>(repeating: 0),
            { sum, vector in
                sum += Scalar.widen(coefficient(vector, keep, spread))
            }, { $0 + $1 })
    }

    /// Σ a·n without ln S in each lane, and the lowest x − m of a class that counts.
    @inline(__always)
    func crossSum(_ formulas: ClassFormulas<Scalar>, keep: Lanes, spread: Lanes) -> (sum: SIMD8<Double>, lowest: Lanes)
    {
        accumulate(
            (SIMD8<Double>(repeating: 0), Lanes(repeating: 0)),
            { total, vector in
                let (term, distance) = formulas.crossTerm(
                    Self.load(logits + vector &* stride), coefficient: coefficient(vector, keep, spread))
                total.0 -= Scalar.widen(term)
                total.1 = Scalar.smaller(total.1, distance)
            }, { ($0.0 + $1.0, Scalar.smaller($0.1, $1.1)) })
    }

    @inline(__always)
    private func map(into target: UnsafeMutablePointer<Scalar>, _ body: (_ logits: Lanes, _ vector: Int) -> Lanes) {
        for vector in 0..<count {
            let place = vector &* stride
            Self.store(body(Self.load(logits + place), vector), target + place)
        }
    }

    // In these two the run's logits have been replaced by their exponentials.

    @inline(__always)
    func writeProbabilities(_ formulas: ClassFormulas<Scalar>, into target: UnsafeMutablePointer<Scalar>) {
        map(into: target) { exponentials, _ in formulas.probability(exponential: exponentials) }
    }

    /// But for those at the labels.
    @inline(__always)
    func writeGradients(_ formulas: ClassFormulas<Scalar>, into target: UnsafeMutablePointer<Scalar>) {
        map(into: target) { exponentials, _ in formulas.gradient(exponential: exponentials) }
    }

    // In these the logits are still there.

    @inline(__always)
    func writeLogProbabilities(_ formulas: ClassFormulas<Scalar>, into target: UnsafeMutablePointer<Scalar>) {
        map(into: target) { logits, _ in formulas.logProbability(logits) }
    }

    @inline(__always)
    func computeProbabilities(_ formulas: ClassFormulas<Scalar>, into target: UnsafeMutablePointer<Scalar>) {
        map(into: target) { logits, _ in
            formulas.probability(exponential: Scalar.exponential(formulas.distance(logits)))
        }
    }

    /// But for those at the labels.
    @inline(__always)
    func computeGradients(
        _ formulas: ClassFormulas<Scalar>, keep: Lanes, spread: Lanes, isDense: Bool,
        into target: UnsafeMutablePointer<Scalar>
    ) {
        map(into: target) { logits, vector in
            let exponential = Scalar.exponential(formulas.distance(logits))
            if !isDense { return formulas.gradient(exponential: exponential) }
            return formulas.gradient(exponential: exponential, coefficient: coefficient(vector, keep, spread))
        }
    }
}
