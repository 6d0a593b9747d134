import SoftmaxLoss
import TestSupport

/// A batch with whatever options and inputs its seed comes to.
struct RandomBatch {
    var batch: FormulaLoss.Batch
    var options: LossOptions

    /// Shapes that are worked on as rows and as tiles, with and without what is left of the last vector.
    static let shapes: [([Int], Int)] = [
        ([5, 2], 1), ([9, 3], 1), ([17, 10], 1), ([4, 31], 1), ([3, 32], 1), ([9, 45], 1), ([2, 700], 1), ([7], 0),
        ([40], 0),
        ([2, 5, 3], 1), ([3, 4, 11], 1), ([2, 21, 4, 5], 1), ([6, 9], 0), ([40, 8], 0), ([2, 3, 37], -1),
        ([700, 2], 0),
    ]

    init(seed: UInt64, unclamped: Bool = false) throws {
        var generator = SeededGenerator(seed: seed)
        func maybe() -> Bool { Bool.random(using: &generator) }
        func random(_ range: ClosedRange<Double>) -> Double { Double.random(in: range, using: &generator) }
        let (dimensions, axis) = Self.shapes[Int(seed % UInt64(Self.shapes.count))]
        let shape = try LogitsShape(dimensions, axis: axis)
        let hasTargets = seed / UInt64(Self.shapes.count) % 3 == 2
        let spread = unclamped || maybe() ? 6.0 : 90
        // Read as float32 too, so these are numbers of that type.
        func single(_ value: Double) -> Double { Double(Float(value)) }
        batch = FormulaLoss.Batch(
            shape: shape, logits: (0..<shape.elementCount).map { _ in single(random(-spread...spread)) },
            labels: hasTargets
                ? nil
                : (0..<shape.positionCount).map { _ in Int64.random(in: 0..<Int64(shape.classCount), using: &generator)
                },
            targets: hasTargets
                ? (0..<shape.elementCount).map { _ in maybe() ? 0 : single(random(-0.2...1)) } : nil,
            classWeights: maybe()
                ? (0..<shape.classCount).map { _ in random(0...1) < 0.2 ? 0 : single(random(0...2)) } : nil,
            positionWeights: maybe() ? (0..<shape.positionCount).map { _ in single(random(-1...2)) } : nil)
        let divisors: [LossOptions.Divisor?] =
            Normalization.allCases.map { .normalization($0) } + [nil, .explicit(2.5)]
        options = try LossOptions(
            ignoreLabel: hasTargets || maybe() ? nil : 1, divisor: divisors.randomElement(using: &generator) ?? nil,
            lossWeight: single(random(-2...2)),
            semantics: LossSemantics.allCases.randomElement(using: &generator) ?? .caffe,
            labelSmoothing: maybe() ? 0 : random(0...1), zLoss: maybe() ? 0 : random(0...0.1),
            logitScale: maybe() ? 1 : random(-1.5...1.5), topK: Int.random(in: 1...4, using: &generator))
    }

    func evaluate<Scalar: LossScalar>(
        as type: Scalar.Type, outputs: LossOutputs, logits: [Double]? = nil
    ) throws -> LossResult<Scalar> {
        let logits = (logits ?? batch.logits).map { Scalar($0) }
        let loss =
            if let labels = batch.labels {
                try LossBatch(
                    logits: logits, shape: batch.shape, labels: labels, classWeights: batch.classWeights,
                    positionWeights: batch.positionWeights)
            } else {
                try LossBatch(
                    logits: logits, shape: batch.shape, targets: (batch.targets ?? []).map { Scalar($0) },
                    classWeights: batch.classWeights, positionWeights: batch.positionWeights)
            }
        return try loss.evaluate(options: options, outputs: outputs)
    }
}
