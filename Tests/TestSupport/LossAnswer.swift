import Foundation

/// The answer to one batch, as a client reads it.
package struct LossAnswer: Decodable, Sendable {
    package var loss: LooseNumber?
    package var normalizer: Double
    package var normalization: String?
    package var ignoreLabel: Int64?
    package var validCount: Int
    package var weightSum: Double
    package var lossSum: LooseNumber
    package var clampedCount: Int
    package var nonFiniteCount: Int
    package var dtype: String
    package var shape: [Int]?
    package var gradients: NestedNumbers?
    package var probabilities: NestedNumbers?
    package var elementLosses: NestedNumbers?
    package var logProbabilities: NestedNumbers?
    package var max: NestedNumbers?
    package var sumExp: NestedNumbers?
    package var logSumExp: NestedNumbers?
    package var scale: NestedNumbers?
    package var predictions: [Int]?
    package var correct: [Bool]?
    package var zLossSum: LooseNumber?
    package var correctCount: Int?

    package struct Results: Decodable {
        package var results: [LossAnswer]
    }

    package static func decode(_ body: [UInt8]) throws -> LossAnswer {
        try decoder.decode(LossAnswer.self, from: Data(body))
    }

    package static func decodeResults(_ body: [UInt8]) throws -> [LossAnswer] {
        try decoder.decode(Results.self, from: Data(body)).results
    }

    private static var decoder: JSONDecoder {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return decoder
    }
}

/// Numbers in lists in lists.
package struct NestedNumbers: Decodable, Sendable {
    package var shape: [Int]
    package var values: [Double]

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let number = try? container.decode(LooseNumber.self) {
            shape = []
            values = [number.value]
        } else {
            let parts = try container.decode([NestedNumbers].self)
            shape = [parts.count] + (parts.first?.shape ?? [])
            values = parts.flatMap(\.values)
        }
    }
}
