import SoftmaxLoss
import Testing

struct LossBatchTests {
    @Test func refusesLabelsThatNameNoClass() throws {
        let shape = try LogitsShape([3, 2])
        for label in [2, -1, Int64.max, Int64.min] {
            let batch = try LossBatch(logits: [Float](repeating: 0, count: 6), shape: shape, labels: [0, label, 1])
            #expect(throws: SoftmaxLossError.label(label, position: 1, classes: 2)) {
                try batch.evaluate(options: LossOptions())
            }
            #expect(try batch.evaluate(options: LossOptions(ignoreLabel: label)).summary.validCount == 2)
        }
    }

    @Test func refusesCountsThatDoNotFit() throws {
        let shape = try LogitsShape([3, 2])
        #expect(throws: SoftmaxLossError.logitCount(5, expected: 6)) {
            try LossBatch(logits: [Float](repeating: 0, count: 5), shape: shape, labels: [0, 0, 0])
        }
        #expect(throws: SoftmaxLossError.labelCount(2, expected: 3)) {
            try LossBatch(logits: [Float](repeating: 0, count: 6), shape: shape, labels: [0, 0])
        }
    }

    @Test func refusesOptionsThatMeanNothing() {
        for value in [0, -1, Double.infinity] {
            #expect(throws: SoftmaxLossError.normalizer(value)) { try LossOptions(divisor: .explicit(value)) }
        }
        #expect(throws: SoftmaxLossError.lossWeight(.infinity)) { try LossOptions(lossWeight: .infinity) }
    }

    /// The divisors of a batch of 2×3 positions of which 4 are kept, and of one of which none is.
    @Test(arguments: [
        (Normalization.full, 6.0, 6.0), (.valid, 4, 1), (.batchSize, 2, 2), (.none, 1, 1), (.weighted, 4, 1),
    ])
    func normalizations(mode: Normalization, some: Double, nothing: Double) throws {
        let shape = try LogitsShape([2, 4, 3])
        let logits = [Float](repeating: 1, count: 24)
        let options = try LossOptions(ignoreLabel: 9, divisor: .normalization(mode))
        let batch = try LossBatch(logits: logits, shape: shape, labels: [0, 9, 1, 2, 9, 3]).evaluate(options: options)
        #expect(batch.summary.normalizer == some)
        #expect(batch.summary.validCount == 4)
        let empty = try LossBatch(logits: logits, shape: shape, labels: [9, 9, 9, 9, 9, 9]).evaluate(options: options)
        #expect(empty.summary.normalizer == nothing)
        #expect(empty.summary.loss == 0)
    }
}
