/// The formulas that there is one of a class, for sixteen elements at a time: sixteen classes of one position, or one
/// class of sixteen positions. What belongs to a position is then in every lane, or in its own.
struct ClassFormulas<Scalar: LossScalar> {
    typealias Lanes = Scalar.Lanes

    /// m, before it is scaled.
    let maximum: Lanes
    let logitScale: Lanes
    let logSum: Lanes
    /// The x − m below which n is more than the clamp.
    let floor: Lanes
    /// 1 / S.
    let reciprocal: Lanes
    /// scale·(A + 2·z·lse) / S.
    let factor: Lanes
    /// −scale.
    let negativeScale: Lanes

    /// x − m of scaled logits: at most 0.
    @inline(always)
    func distance(_ logits: Lanes) -> Lanes {
        Scalar.multiply(Scalar.subtract(logits, maximum), logitScale)
    }

    /// −a·n without ln S, cut: a class whose `coefficient` is 0 adds 0. And the x − m that tells whether it was cut.
    @inline(always)
    func crossTerm(_ logits: Lanes, coefficient: Lanes) -> (term: Lanes, distance: Lanes) {
        let distance = Scalar.zero(distance(logits), whereZero: coefficient)
        return (Scalar.multiply(coefficient, Scalar.larger(distance, floor)), distance)
    }

    @inline(always)
    func probability(exponential: Lanes) -> Lanes { Scalar.multiply(exponential, reciprocal) }

    @inline(always)
    func logProbability(_ logits: Lanes) -> Lanes { Scalar.subtract(distance(logits), logSum) }

    /// g of a class whose a is 0: exactly 0 where there is no gradient, whatever the exponential is.
    @inline(always)
    func gradient(exponential: Lanes) -> Lanes {
        Scalar.zero(Scalar.multiply(exponential, factor), whereZero: factor)
    }

    /// g of any class.
    @inline(always)
    func gradient(exponential: Lanes, coefficient: Lanes) -> Lanes {
        Scalar.add(gradient(exponential: exponential), Scalar.multiply(negativeScale, coefficient))
    }

    /// The formulas of one lane's position in every lane.
    @inline(always)
    func spread(_ lane: Int) -> ClassFormulas {
        ClassFormulas(
            maximum: Lanes(repeating: maximum[lane]), logitScale: logitScale, logSum: Lanes(repeating: logSum[lane]),
            floor: Lanes(repeating: floor[lane]), reciprocal: Lanes(repeating: reciprocal[lane]),
            factor: Lanes(repeating: factor[lane]), negativeScale: Lanes(repeating: negativeScale[lane]))
    }
}
