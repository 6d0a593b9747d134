import SoftmaxLoss
import TestSupport
import Testing

/// The core against real Caffe.
struct CaffeGoldenTests {
    @Test(arguments: CaffeGolden.shared.cases)
    func agreesWithCaffe(golden: CaffeGolden.Case) throws {
        if golden.dtype == "float32" {
            try check(golden, as: Float.self)
        } else {
            try check(golden, as: Double.self)
        }
    }

    private func check<Scalar: LossScalar>(_ golden: CaffeGolden.Case, as type: Scalar.Type) throws {
        let shape = try LogitsShape(golden.shape, axis: golden.axis)
        let batch = try LossBatch(
            logits: golden.logits.map { Scalar($0.value) }, shape: shape, labels: golden.labels)
        let result = try batch.evaluate(
            options: options(golden), outputs: [.gradients, .probabilities, .elementLosses])

        #expect(result.summary.normalizer == golden.expected.normalizer)
        #expect(golden.accepts(loss: Double(Scalar(result.summary.loss))), "\(result.summary.loss)")
        #expect(golden.accepts(probabilities: result.probabilities.map(Double.init)))
        #expect(golden.accepts(gradients: result.gradients.map(Double.init)))
        let sum = result.elementLosses.reduce(0) { $0 + Double($1) }
        #expect(sum.isNaN == result.summary.lossSum.isNaN)
        if !sum.isNaN { #expect(abs(sum - result.summary.lossSum) <= 1e-5 * max(1, abs(sum))) }
    }

    private func options(_ golden: CaffeGolden.Case) throws -> LossOptions {
        let legacy: Normalization = golden.normalize == false ? .batchSize : .valid
        let mode = try golden.normalization.map { try #require(Normalization(rawValue: $0)) } ?? legacy
        return try LossOptions(
            ignoreLabel: golden.ignoreLabel, divisor: .normalization(mode), lossWeight: golden.lossWeight)
    }
}
