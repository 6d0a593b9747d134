import SoftmaxLoss
import TestSupport
import Testing

/// Options and outputs in whatever combination, against the formulas and against differences.
struct OptionsTests {
    private static let everything: LossOutputs = [
        .gradients, .probabilities, .logProbabilities, .elementLosses, .maxima, .sums, .logSums, .scales,
    ]

    @Test func agreeWithTheFormulas() throws {
        for seed in 0..<960 as Range<UInt64> {
            let random = try RandomBatch(seed: seed)
            let formulas = FormulaLoss(random.batch, random.options)
            try check(random, formulas, as: Double.self, tolerance: 1e-12, "seed \(seed)")
            try check(random, formulas, as: Float.self, tolerance: 4e-5, "seed \(seed)")
        }
    }

    private func check<Scalar: LossScalar>(
        _ random: RandomBatch, _ formulas: FormulaLoss, as type: Scalar.Type, tolerance: Double, _ what: Comment
    ) throws {
        var outputs: LossOutputs = [.predictions]
        outputs.formUnion(Self.everything)
        if random.batch.labels != nil { outputs.insert(.correct) }
        let result = try random.evaluate(as: type, outputs: outputs)
        let magnitude = max(1, (formulas.elementLosses.map(abs).max() ?? 1))
        let steepness = max(1, formulas.scales.map(abs).max() ?? 1) * max(1, formulas.logSums.map(abs).max() ?? 1)
        func isClose(_ got: [Scalar], _ expected: [Double], _ scale: Double) -> Bool {
            got.count == expected.count
                && zip(got, expected).allSatisfy { isClose(Double($0), $1, scale) }
        }
        func isClose(_ got: Double, _ expected: Double, _ scale: Double) -> Bool {
            if got.isNaN || expected.isNaN || expected.isInfinite {
                return got.isNaN == expected.isNaN || expected.isInfinite
            }
            return abs(got - expected) <= tolerance * max(scale, abs(expected))
        }
        #expect(isClose(result.gradients, formulas.gradients, steepness), what)
        #expect(isClose(result.probabilities, formulas.probabilities, 1), what)
        #expect(isClose(result.logProbabilities, formulas.logProbabilities, 1), what)
        #expect(isClose(result.elementLosses, formulas.elementLosses, magnitude), what)
        #expect(isClose(result.summary.loss, formulas.loss, magnitude), what)
        #expect(isClose(result.summary.weightSum, formulas.weightSum, 1), what)
        #expect(zip(result.maxima, formulas.maxima).allSatisfy { isClose($0, $1, 1) }, what)
        #expect(zip(result.sums, formulas.sums).allSatisfy { isClose($0, $1, 1) }, what)
        #expect(zip(result.logSums, formulas.logSums).allSatisfy { isClose($0, $1, 1) }, what)
        #expect(zip(result.scales, formulas.scales).allSatisfy { isClose($0, $1, 1) }, what)
        #expect(result.predictions == formulas.predictions, what)
        if type == Double.self { #expect(result.summary.clampedCount == formulas.isClamped.count { $0 }, what) }
        if random.batch.labels != nil {
            #expect(result.correct == formulas.correct, what)
            #expect(result.summary.correctCount == formulas.correct.count { $0 }, what)
        }
    }

    /// The gradient is what the loss changes by; clamped positions, whose loss does not change, are left out.
    @Test func gradientsAreDifferences() throws {
        for seed in 0..<480 as Range<UInt64> {
            let random = try RandomBatch(seed: seed, unclamped: true)
            let gradients = try random.evaluate(as: Double.self, outputs: .gradients).gradients
            if try random.evaluate(as: Double.self, outputs: []).summary.clampedCount > 0 { continue }
            guard gradients.allSatisfy(\.isFinite) else { continue }
            var generator = SeededGenerator(seed: seed)
            let size = max(1, gradients.map(abs).max() ?? 1)
            for _ in 0..<6 {
                let index = Int.random(in: 0..<gradients.count, using: &generator)
                func loss(_ step: Double) throws -> Double {
                    var logits = random.batch.logits
                    logits[index] += step
                    return try random.evaluate(as: Double.self, outputs: [], logits: logits).summary.loss
                }
                let step = 1e-4
                let difference = try (loss(step) - loss(-step)) / (2 * step) * random.options.lossWeight
                #expect(abs(gradients[index] - difference) <= 2e-6 * size, "seed \(seed), logit \(index)")
            }
        }
    }

    /// Rows of gradients sum to 2·z·lse·scale, whatever targets sum to; ignored positions are exactly 0.
    @Test func rowsOfGradientsSumUp() throws {
        for seed in 0..<480 as Range<UInt64> {
            let random = try RandomBatch(seed: seed)
            let shape = random.batch.shape
            let result = try random.evaluate(as: Double.self, outputs: [.gradients, .logSums, .scales])
            for position in 0..<shape.positionCount {
                let (outer, inner) = position.quotientAndRemainder(dividingBy: shape.innerCount)
                let row = (0..<shape.classCount).map {
                    result.gradients[(outer * shape.classCount + $0) * shape.innerCount + inner]
                }
                if random.batch.labels?[position] == random.options.ignoreLabel, random.batch.labels != nil {
                    #expect(row.allSatisfy { $0 == 0 })
                } else if row.allSatisfy(\.isFinite) {
                    let expected = 2 * random.options.zLoss * result.logSums[position] * result.scales[position]
                    let size = row.reduce(1) { $0 + abs($1) }
                    #expect(abs(row.reduce(0, +) - expected) <= 1e-12 * size, "seed \(seed)")
                }
            }
        }
    }

    /// Any set of outputs has the same bits.
    @Test func outputsDoNotDependOnEachOther() throws {
        for seed in 0..<240 as Range<UInt64> {
            let random = try RandomBatch(seed: seed)
            let all = try random.evaluate(as: Float.self, outputs: Self.everything)
            func bits(_ values: [Float]) -> [UInt32] { values.map(\.bitPattern) }
            for output in [LossOutputs.gradients, .probabilities, .logProbabilities, .elementLosses] {
                let one = try random.evaluate(as: Float.self, outputs: output)
                #expect(one.summary.lossSum.bitPattern == all.summary.lossSum.bitPattern)
                if output == .gradients { #expect(bits(one.gradients) == bits(all.gradients), "seed \(seed)") }
                if output == .probabilities { #expect(bits(one.probabilities) == bits(all.probabilities)) }
                if output == .elementLosses { #expect(bits(one.elementLosses) == bits(all.elementLosses)) }
            }
        }
    }
}
