/// a of each class, but for the label's own share: what of its n is in the loss. Sixteen to a vector, as the logits of a
/// ``ClassRun`` are.
struct ClassCoefficients<Scalar: LossScalar> {
    typealias Lanes = Scalar.Lanes

    /// Soft targets; nil where there are labels.
    let targets: UnsafePointer<Scalar>?
    /// Elements from one vector of targets to the next.
    let stride: Int
    /// w of the classes; nil is 1 for each.
    let weights: UnsafePointer<Double>?
    /// Whether the lanes of a vector are classes, not positions.
    let lanesAreClasses: Bool
    /// 1 − ε.
    let keep: Lanes
    /// ε / C.
    let spread: Lanes

    @inline(always)
    subscript(vector: Int) -> Lanes {
        var coefficient = spread
        if let targets {
            coefficient = Scalar.add(
                Scalar.multiply(keep, ClassRun<Scalar>.load(targets + vector &* stride)), spread)
        }
        guard let weights else { return coefficient }
        let weight =
            lanesAreClasses
            ? Scalar.narrow(Double.lanes { weights[vector &* PositionGroup.size &+ $0] })
            : Lanes(repeating: Scalar(weights[vector]))
        return Scalar.multiply(weight, coefficient)
    }

    /// Σ a of `count` vectors in each lane.
    @inline(always)
    func sum(_ count: Int) -> SIMD16<Double> {
        var sum = SIMD16<Double>(repeating: 0)
        for vector in 0..<count { sum += Scalar.widen(self[vector]) }
        return sum
    }
}
