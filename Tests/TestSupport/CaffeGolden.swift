import Foundation
import Testing

/// Losses and gradients that Caffe itself computed; the fixture's header says how, and what its fields mean.
package struct CaffeGolden: Decodable, Sendable {
    package struct Case: Decodable, Sendable, CustomTestStringConvertible {
        package var name: String
        package var dtype: String
        package var shape: [Int]
        package var axis: Int
        package var labelShape: [Int]
        package var ignoreLabel: Int64?
        package var normalization: String?
        package var normalize: Bool?
        package var lossWeight: Double
        package var logits: [LooseNumber]
        package var labels: [Int64]
        package var expected: Expected

        package var testDescription: String { name }
    }

    package struct Expected: Decodable, Sendable {
        package var loss: LooseNumber
        package var normalizer: Double
        package var probabilities: [LooseNumber]
        package var gradient: [LooseNumber]
    }

    package struct Rejected: Decodable, Sendable, CustomTestStringConvertible {
        package var name: String
        package var shape: [Int]
        package var axis: Int
        package var labelShape: [Int]
        package var logits: [Double]
        package var labels: [Int64]

        package var testDescription: String { name }
    }

    package var cases: [Case]
    package var rejected: [Rejected]

    package static let shared: CaffeGolden = {
        do {
            let decoder = JSONDecoder()
            decoder.keyDecodingStrategy = .convertFromSnakeCase
            return try decoder.decode(CaffeGolden.self, from: Fixture.data("caffe-softmax-loss.json"))
        } catch {
            fatalError("the fixture cannot be read: \(error)")
        }
    }()
}

extension CaffeGolden.Case {
    /// How far from Caffe a result may be: the fixture's recommended tolerance.
    package func accepts(loss: Double) -> Bool {
        Self.close(loss, expected.loss.value, dtype == "float32" ? (1e-6, 1e-5) : (1e-14, 1e-13))
    }

    package func accepts(probabilities: [Double]) -> Bool {
        let tolerance = dtype == "float32" ? (1e-30, 2e-5) : (1e-300, 1e-13)
        return probabilities.count == expected.probabilities.count
            && zip(probabilities, expected.probabilities).allSatisfy { Self.close($0, $1.value, tolerance) }
    }

    package func accepts(gradients: [Double]) -> Bool {
        let scale = abs(lossWeight) / expected.normalizer
        let tolerance = dtype == "float32" ? (1e-6 * scale, 1e-5) : (1e-14 * scale, 1e-13)
        return gradients.count == expected.gradient.count
            && zip(gradients, expected.gradient).allSatisfy { Self.close($0, $1.value, tolerance) }
    }

    private static func close(_ got: Double, _ expected: Double, _ tolerance: (absolute: Double, relative: Double))
        -> Bool
    {
        if expected.isNaN || got.isNaN { return expected.isNaN && got.isNaN }
        if expected.isInfinite || got.isInfinite { return expected == got }
        return abs(got - expected) <= tolerance.absolute + tolerance.relative * abs(expected)
    }
}
