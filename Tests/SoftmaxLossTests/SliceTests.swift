import SoftmaxLoss
import TestSupport
import Testing

/// Slices of the classes add up to the whole, in whatever order they come, empty ones too.
struct SliceTests {
    @Test func addUp() throws {
        for seed in 0..<240 as Range<UInt64> {
            try check(seed, as: Double.self, tolerance: 1e-12)
            try check(seed, as: Float.self, tolerance: 1e-5)
        }
    }

    private func check<Scalar: LossScalar>(_ seed: UInt64, as type: Scalar.Type, tolerance: Double) throws {
        let random = try RandomBatch(seed: seed)
        let (shape, options) = (random.batch.shape, random.options)
        let outputs: LossOutputs = [
            .gradients, .probabilities, .logProbabilities, .elementLosses, .maxima, .logSums, .scales,
        ]
        let whole = try random.evaluate(as: type, outputs: outputs)
        var generator = SeededGenerator(seed: seed)
        let cuts =
            ([0, shape.classCount] + (0..<3).map { _ in Int.random(in: 0...shape.classCount, using: &generator) })
            .sorted()
        let ranges = zip(cuts, cuts.dropFirst()).map { $0..<$1 } + [cuts[1]..<cuts[1]]
        let slices = try ranges.map { try slice(random, $0, type) }
        let partials = try slices.map { try $0.partials(options: options) }
        let statistics = try ClassPartials.merged(partials.shuffled(using: &generator))
        #expect(try statistics == ClassPartials.merged(partials))
        #expect(statistics.maximum == whole.maxima)

        let results = try slices.map { try $0.evaluate(options: options, outputs: outputs, statistics: statistics) }
        let size = max(1, whole.elementLosses.reduce(0) { max($0, abs(Double($1))) })
        func isClose(_ got: Double, _ expected: Double, _ scale: Double) -> Bool {
            got.isNaN == expected.isNaN && !(abs(got - expected) > tolerance * max(scale, abs(expected)))
        }
        let share = results.reduce(0) { $0 + $1.summary.lossSum }
        #expect(isClose(share, whole.summary.lossSum, size * Double(shape.positionCount)), "seed \(seed)")
        let steepness = whole.scales.reduce(1) { max($0, abs($1)) } * whole.logSums.reduce(1) { max($0, abs($1)) }
        for (range, result) in zip(ranges, results) {
            #expect(result.summary.normalizer == whole.summary.normalizer)
            #expect(result.gradients.count == range.count * shape.positionCount)
            for (got, expected, scale) in [
                (result.gradients, whole.gradients, steepness), (result.probabilities, whole.probabilities, 1),
                (result.logProbabilities, whole.logProbabilities, 1),
            ] {
                let part = Self.part(expected, shape, range)
                #expect(zip(got, part).allSatisfy { isClose(Double($0), Double($1), scale) }, "seed \(seed) \(range)")
            }
        }
    }

    private func slice<Scalar: LossScalar>(
        _ random: RandomBatch, _ range: Range<Int>, _ type: Scalar.Type
    ) throws -> LossBatch<Scalar> {
        let shape = random.batch.shape
        var dimensions = shape.dimensions
        dimensions[shape.axis] = range.count
        let sliced = try LogitsShape(
            dimensions, axis: shape.axis, slice: ClassSlice(offset: range.lowerBound, of: shape.classCount))
        let logits = Self.part(random.batch.logits, shape, range).map { Scalar($0) }
        if let labels = random.batch.labels {
            return try LossBatch(
                logits: logits, shape: sliced, labels: labels, classWeights: random.batch.classWeights,
                positionWeights: random.batch.positionWeights)
        }
        return try LossBatch(
            logits: logits, shape: sliced,
            targets: Self.part(random.batch.targets ?? [], shape, range).map { Scalar($0) },
            classWeights: random.batch.classWeights, positionWeights: random.batch.positionWeights)
    }

    /// The elements of a range of the classes.
    private static func part<Element>(_ whole: [Element], _ shape: LogitsShape, _ range: Range<Int>) -> [Element] {
        (0..<shape.outerCount).flatMap { outer in
            range.flatMap { label in
                (0..<shape.innerCount).map { whole[(outer * shape.classCount + label) * shape.innerCount + $0] }
            }
        }
    }

    @Test func whatAnEmptySliceSays() throws {
        let shape = try LogitsShape([2, 0], slice: ClassSlice(offset: 3, of: 5))
        let partials = try LossBatch(logits: [Float](), shape: shape, labels: [0, 4]).partials(options: LossOptions())
        #expect(partials.maximum == [-.infinity, -.infinity])
        #expect(partials.sum == [0, 0])
        #expect(partials.targetLogit == [nil, nil])
        #expect(partials.argmax == [nil, nil])
        #expect(partials.coefficientSum == [0, 0])
    }
}
