import SoftmaxLoss
import TestSupport
import Testing

/// The kernel against the formulas, on shapes that end within, at and past every vector, tile and block.
struct LossKernelTests {
    struct Layout: CustomTestStringConvertible, Sendable {
        var dimensions: [Int]
        var axis: Int
        var testDescription: String { "\(dimensions) axis \(axis)" }
    }

    static let layouts: [Layout] =
        (1...19).map { Layout(dimensions: [3, $0], axis: 1) }
        + (1...19).map { Layout(dimensions: [2, 5, $0], axis: 1) }
        + [31, 32, 33, 63, 64, 65, 500, 511, 512, 513, 1025].flatMap {
            [
                Layout(dimensions: [2, $0], axis: 1), Layout(dimensions: [2, $0, 3], axis: 1),
                Layout(dimensions: [2, 3, $0], axis: 1), Layout(dimensions: [$0, 4], axis: 0),
            ]
        }
        + [
            Layout(dimensions: [17_000], axis: 0), Layout(dimensions: [2, 17_000], axis: 1),
            Layout(dimensions: [2, 17_000, 2], axis: 1), Layout(dimensions: [40_000, 1], axis: 1),
            Layout(dimensions: [9, 2000], axis: 1), Layout(dimensions: [1, 21, 60, 60], axis: 1),
            Layout(dimensions: [2, 3, 4, 5, 6], axis: 2), Layout(dimensions: [2, 3, 4, 5, 6], axis: -1),
        ]

    @Test(arguments: layouts)
    func agreesWithTheFormulas(layout: Layout) throws {
        try check(layout, as: Float.self, tolerance: 4e-6)
        try check(layout, as: Double.self, tolerance: 1e-13)
    }

    private func check<Scalar: LossScalar>(_ layout: Layout, as type: Scalar.Type, tolerance: Double) throws {
        let shape = try LogitsShape(layout.dimensions, axis: layout.axis)
        var generator = SeededGenerator(seed: UInt64(shape.elementCount))
        let logits = (0..<shape.elementCount).map { _ in Scalar(Double.random(in: -12...12, using: &generator)) }
        let labels = (0..<shape.positionCount).map { _ in
            Int64.random(in: 0..<Int64(shape.classCount), using: &generator)
        }
        let options = try LossOptions(ignoreLabel: 1, divisor: .explicit(2), lossWeight: -3)
        let result = try LossBatch(logits: logits, shape: shape, labels: labels)
            .evaluate(options: options, outputs: [.gradients, .probabilities, .elementLosses])
        let reference = ReferenceLoss(
            logits: logits.map(Double.init), shape: shape, labels: labels, ignoreLabel: 1)

        #expect(result.summary.validCount == reference.validCount)
        #expect(result.summary.weightSum == Double(reference.validCount))
        #expect(abs(result.summary.lossSum - reference.lossSum) <= tolerance * max(1, reference.lossSum))
        #expect(result.summary.loss == result.summary.lossSum / 2)
        #expect(maximumError(result.probabilities, reference.probabilities) <= tolerance)
        #expect(maximumError(result.gradients, reference.gradients.map { $0 * -1.5 }) <= tolerance * 1.5)
        #expect(maximumError(result.elementLosses, reference.elementLosses) <= tolerance * 30)
    }

    private func maximumError<Scalar: LossScalar>(_ values: [Scalar], _ expected: [Double]) -> Double {
        guard values.count == expected.count else { return .infinity }
        return zip(values, expected).reduce(0) { max($0, abs(Double($1.0) - $1.1)) }
    }

    /// Any set of outputs leaves the others as they are.
    @Test(arguments: [[300, 70], [3, 70, 100]])
    func outputsDoNotDependOnEachOther(dimensions: [Int]) throws {
        let shape = try LogitsShape(dimensions)
        var generator = SeededGenerator(seed: 7)
        let logits = (0..<shape.elementCount).map { _ in Float.random(in: -9...9, using: &generator) }
        let labels = (0..<shape.positionCount).map { _ in Int64.random(in: 0..<70, using: &generator) }
        let batch = try LossBatch(logits: logits, shape: shape, labels: labels)
        let options = try LossOptions(ignoreLabel: 3)
        let all = try batch.evaluate(options: options, outputs: [.gradients, .probabilities, .elementLosses])
        for raw in 0..<8 {
            let outputs = LossOutputs(rawValue: raw)
            let result = try batch.evaluate(options: options, outputs: outputs)
            #expect(result.summary == all.summary)
            #expect(result.gradients == (outputs.contains(.gradients) ? all.gradients : []))
            #expect(result.probabilities == (outputs.contains(.probabilities) ? all.probabilities : []))
            #expect(result.elementLosses == (outputs.contains(.elementLosses) ? all.elementLosses : []))
        }
    }

    /// Gradients may take the place of the logits, and blocks may run in any order.
    @Test(arguments: [[70, 700], [2, 70, 700]])
    func blocksInAnyOrderAndInPlace(dimensions: [Int]) throws {
        let shape = try LogitsShape(dimensions)
        var generator = SeededGenerator(seed: 8)
        var logits = (0..<shape.elementCount).map { _ in Float.random(in: -9...9, using: &generator) }
        let labels = (0..<shape.positionCount).map { _ in Int64.random(in: 0..<70, using: &generator) }
        let options = try LossOptions()
        let expected = try LossBatch(logits: logits, shape: shape, labels: labels).evaluate(options: options)
        let summary = try logits.withUnsafeMutableBufferPointer { logits in
            try labels.withUnsafeBufferPointer { labels in
                let memory = try #require(logits.baseAddress)
                var outputs = LossOutputMemory<Float>()
                outputs.gradients = memory
                let kernel = try LossKernel(
                    shape: shape, options: options,
                    census: LabelCensus(labels, classCount: shape.classCount, ignoreLabel: nil),
                    inputs: LossInputs(
                        logits: UnsafePointer(memory), truth: .labels(#require(labels.baseAddress))),
                    memory: outputs)
                #expect(kernel.blockCount > 1)
                var blocks = [LossSums](repeating: LossSums(), count: kernel.blockCount)
                for block in blocks.indices.shuffled(using: &generator) {
                    blocks[block] = kernel.evaluate(block: block)
                }
                var sums = LossSums()
                for block in blocks { sums.add(block) }
                return kernel.summary(of: sums)
            }
        }
        #expect(summary == expected.summary)
        #expect(logits == expected.gradients)
    }

    /// What is not finite stays in its own row.
    @Test(arguments: [1, 2])
    func nonFiniteRowsAreTheirOwn(axis: Int) throws {
        let rows: [[Float]] = [
            [1, 2, 3], [.nan, 2, 3], [1, .infinity, 3], [-.infinity, -.infinity, -.infinity], [-.infinity, 2, 3],
        ]
        let shape = try LogitsShape([1, axis == 1 ? 3 : 5, axis == 1 ? 5 : 3], axis: axis)
        let flat = axis == 2 ? rows.flatMap { $0 } : (0..<3).flatMap { label in rows.map { $0[label] } }
        func row(_ values: [Float], _ index: Int) -> [Float] {
            (0..<3).map { axis == 2 ? values[index * 3 + $0] : values[$0 * 5 + index] }
        }
        let batch = try LossBatch(logits: flat, shape: shape, labels: [0, 0, 0, 0, 0])
        let result = try batch.evaluate(options: LossOptions(), outputs: [.gradients, .probabilities, .elementLosses])
        for index in 1...3 {
            #expect(row(result.gradients, index).allSatisfy { $0.isNaN })
            #expect(row(result.probabilities, index).allSatisfy { $0.isNaN })
            #expect(result.elementLosses[index].isNaN)
        }
        for index in [0, 4] { #expect(row(result.gradients, index).allSatisfy { $0.isFinite }) }
        #expect(row(result.probabilities, 4)[0] == 0)
        #expect(abs(result.elementLosses[4] - 87.33654) < 1e-4)
        #expect(result.summary.nonFiniteCount == 3)
        #expect(result.summary.clampedCount == 1)

        let ignored = try batch.evaluate(options: LossOptions(ignoreLabel: 0))
        #expect(ignored.summary.loss == 0)
        #expect(ignored.gradients.allSatisfy { $0 == 0 })
        let unweighted = try batch.evaluate(options: LossOptions(lossWeight: 0))
        #expect(unweighted.gradients.allSatisfy { $0 == 0 })
    }
}
