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
    /// The gradients at the labels of a group.
    let labelGradients: UnsafeMutablePointer<Scalar>
    private let logits: UnsafeMutablePointer<Scalar>
    private let targets: UnsafeMutablePointer<Scalar>
    private let weights: UnsafeMutablePointer<Double>

    init(_ memory: UnsafeMutablePointer<Scalar>, _ weights: UnsafeMutablePointer<Double>, classCount: Int) {
        start = classCount & ~(PositionGroup.size - 1)
        count = classCount & (PositionGroup.size - 1)
        logits = memory
        targets = memory + PositionGroup.size
        results = memory + 2 * PositionGroup.size
        labelGradients = memory + 3 * PositionGroup.size
        self.weights = weights
    }

    /// Whether the whole vectors are not pairs, and the first class of the last of them.
    var hasOdd: Bool { start & PositionGroup.size != 0 }
    var oddStart: Int { start & ~(WideRun<Scalar>.size &- 1) }

    /// The pairs of a row's whole vectors, and the one that is left, if one is.
    @inline(__always)
    func wide(_ logits: UnsafePointer<Scalar>) -> WideRun<Scalar> {
        WideRun(logits: logits, count: start / WideRun<Scalar>.size, stride: WideRun<Scalar>.size)
    }

    @inline(__always)
    func odd(_ logits: UnsafePointer<Scalar>) -> ClassRun<Scalar> {
        ClassRun(
            logits: logits + oddStart, targets: nil, weights: nil, count: hasOdd ? 1 : 0, stride: PositionGroup.size,
            lanesAreClasses: true)
    }

    /// The whole vectors of a row.
    @inline(__always)
    func whole(
        _ logits: UnsafePointer<Scalar>, _ targets: UnsafePointer<Scalar>? = nil,
        _ weights: UnsafePointer<Double>? = nil
    ) -> ClassRun<Scalar> {
        ClassRun(
            logits: logits, targets: targets, weights: weights, count: start / PositionGroup.size,
            stride: PositionGroup.size, lanesAreClasses: true)
    }

    /// What is behind them, with `padding` for logits.
    @inline(__always)
    func rest(_ logits: UnsafePointer<Scalar>, padding: Scalar) -> ClassRun<Scalar> {
        copy(logits, to: self.logits, padding: padding)
        return ClassRun(
            logits: UnsafePointer(self.logits), targets: nil, weights: nil, count: 1, stride: PositionGroup.size,
            lanesAreClasses: true)
    }

    /// The same with targets and weights, which are 0 for the padding.
    @inline(__always)
    func rest(
        _ logits: UnsafePointer<Scalar>, _ targets: UnsafePointer<Scalar>?, _ weights: UnsafePointer<Double>?,
        padding: Scalar
    ) -> ClassRun<Scalar> {
        copy(logits, to: self.logits, padding: padding)
        if let targets { copy(targets, to: self.targets, padding: 0) }
        if let weights {
            for lane in 0..<PositionGroup.size { self.weights[lane] = lane < count ? weights[start &+ lane] : 0 }
        } else {
            for lane in 0..<PositionGroup.size { self.weights[lane] = lane < count ? 1 : 0 }
        }
        return ClassRun(
            logits: UnsafePointer(self.logits), targets: targets == nil ? nil : UnsafePointer(self.targets),
            weights: UnsafePointer(self.weights), count: 1, stride: PositionGroup.size, lanesAreClasses: true)
    }

    @inline(__always)
    private func copy(
        _ source: UnsafePointer<Scalar>, to target: UnsafeMutablePointer<Scalar>, padding: Scalar
    ) {
        ClassRun<Scalar>.store(Lanes(repeating: padding), target)
        for index in 0..<count { target[index] = source[unaligned: start &+ index] }
    }
}
