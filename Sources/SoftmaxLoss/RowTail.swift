/// The classes of a row behind its last whole vector, in a vector of their own with padding.
struct RowTail<Scalar: LossScalar> {
    typealias Lanes = Scalar.Lanes

    /// Elements of the memory that it takes.
    static var capacity: Int { 4 * PositionGroup.size }

    /// The first class behind the whole vectors, and how many there are.
    let start: Int
    let count: Int
    /// What has been worked out of the last vector that was made.
    let results: UnsafeMutablePointer<Scalar>
    /// Of the labels of a group: their logits, then their gradients.
    let labelElements: UnsafeMutablePointer<Scalar>
    private let logits: UnsafeMutablePointer<Scalar>
    private let targets: UnsafeMutablePointer<Scalar>
    private let weights: UnsafeMutablePointer<Double>

    init(_ memory: UnsafeMutablePointer<Scalar>, _ weights: UnsafeMutablePointer<Double>, classCount: Int) {
        start = classCount & ~(PositionGroup.size - 1)
        count = classCount & (PositionGroup.size - 1)
        logits = memory
        targets = memory + PositionGroup.size
        results = memory + 2 * PositionGroup.size
        labelElements = memory + 3 * PositionGroup.size
        self.weights = weights
    }

    /// The whole vectors of a row.
    @inline(__always)
    func whole(_ logits: UnsafePointer<Scalar>) -> ClassRun<Scalar> {
        ClassRun(logits: logits, count: start / PositionGroup.size, stride: PositionGroup.size)
    }

    /// What is behind them, with `padding` for logits.
    @inline(__always)
    func rest(_ logits: UnsafePointer<Scalar>, padding: Scalar) -> ClassRun<Scalar> {
        copy(logits, to: self.logits, padding: padding)
        return ClassRun(logits: UnsafePointer(self.logits), count: 1, stride: PositionGroup.size)
    }

    /// The targets and the weights that go with that: those of the padding are 0.
    @inline(__always)
    func restOfTruth(
        _ targets: UnsafePointer<Scalar>?, _ weights: UnsafePointer<Double>?
    ) -> (targets: UnsafePointer<Scalar>?, weights: UnsafePointer<Double>) {
        if let targets { copy(targets, to: self.targets, padding: 0) }
        for lane in 0..<PositionGroup.size { self.weights[lane] = lane < count ? weights?[start &+ lane] ?? 1 : 0 }
        return (targets == nil ? nil : UnsafePointer(self.targets), UnsafePointer(self.weights))
    }

    @inline(__always)
    private func copy(
        _ source: UnsafePointer<Scalar>, to target: UnsafeMutablePointer<Scalar>, padding: Scalar
    ) {
        ClassRun<Scalar>.store(Lanes(repeating: padding), target)
        for index in 0..<count { target[index] = source[unaligned: start &+ index] }
    }
}
