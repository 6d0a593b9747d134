import Foundation
import Testing

/// Losses and gradients that PyTorch's `cross_entropy` computed; the fixture's header says how, and what its fields mean.
package struct PyTorchGolden: Decodable, Sendable {
    package struct Case: Decodable, Sendable, CustomTestStringConvertible {
        package var name: String
        package var dtype: String
        package var shape: [Int]
        package var axis: Int
        package var normalization: String
        package var lossWeight: Double
        package var ignoreLabel: Int64?
        package var labelSmoothing: Double
        package var classWeights: [Double]?
        package var logits: [LooseNumber]
        package var labels: [Int64]?
        package var targets: [Double]?
        package var expected: Expected

        package var testDescription: String { name }
    }

    package struct Expected: Decodable, Sendable {
        package var loss: LooseNumber
        package var gradients: [LooseNumber]
        package var elementLosses: [LooseNumber]
        package var logProbabilities: [LooseNumber]?
    }

    package var cases: [Case]

    package static let shared: PyTorchGolden = {
        do {
            let decoder = JSONDecoder()
            decoder.keyDecodingStrategy = .convertFromSnakeCase
            return try decoder.decode(PyTorchGolden.self, from: Fixture.data("pytorch-cross-entropy.json"))
        } catch {
            fatalError("the fixture cannot be read: \(error)")
        }
    }()
}

extension PyTorchGolden.Case {
    /// The case as a request, flat, with every output asked for that the fixture has.
    package var json: String {
        var fields = [
            "\"semantics\":\"pytorch\"", "\"dtype\":\"\(dtype)\"", "\"shape\":\(shape)", "\"axis\":\(axis)",
            "\"normalization\":\"\(normalization)\"", "\"loss_weight\":\(lossWeight)",
            "\"ignore_label\":\(targets == nil ? ignoreLabel.map { "\($0)" } ?? "null" : "null")",
            "\"label_smoothing\":\(labelSmoothing)",
            "\"outputs\":[\"loss\",\"gradients\",\"element_losses\",\"log_probabilities\"]",
            "\"logits\":[\(logits.map(\.json).joined(separator: ","))]",
        ]
        if let classWeights { fields.append("\"class_weights\":\(classWeights)") }
        if let labels { fields.append("\"labels\":\(labels)") }
        if let targets { fields.append("\"targets\":\(targets)") }
        return "{\(fields.joined(separator: ","))}"
    }

    /// Whether these are PyTorch's, within the fixture's tolerance.
    package func accepts(
        loss: Double, gradients: [Double], elementLosses: [Double], logProbabilities: [Double]
    ) -> Bool {
        isClose(loss, expected.loss.value, isLoss: true) && areClose(gradients, expected.gradients)
            && areClose(elementLosses, expected.elementLosses, areLosses: true)
            && (expected.logProbabilities.map { areClose(logProbabilities, $0, areLosses: true) } ?? true)
    }

    private func areClose(_ got: [Double], _ expected: [LooseNumber], areLosses: Bool = false) -> Bool {
        got.count == expected.count
            && zip(got, expected).allSatisfy { isClose($0, $1.value, isLoss: areLosses) }
    }

    private func isClose(_ got: Double, _ expected: Double, isLoss: Bool) -> Bool {
        if expected.isNaN || got.isNaN { return expected.isNaN && got.isNaN }
        if expected.isInfinite || got.isInfinite { return expected == got }
        let isFar = name.contains("offset") || name.contains("extreme")
        let tolerance: (absolute: Double, relative: Double) =
            dtype == "float64" ? (1e-13, 1e-12) : (isFar && isLoss ? 1e-4 : 1e-6, 2e-5)
        return abs(got - expected) <= tolerance.absolute + tolerance.relative * abs(expected)
    }
}
