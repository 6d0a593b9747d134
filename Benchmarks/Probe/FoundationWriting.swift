import Foundation

/// An answer through `JSONEncoder`.
final class FoundationWriting: Workload {
    private let answer: Answer
    private var text = Data()

    /// - Parameters:
    ///   - body: the path of a request with as many rows as the gradients have.
    ///   - gradients: the path of the float32 that are written.
    init(body: String, gradients: String) throws {
        let body = try Data(contentsOf: URL(fileURLWithPath: body))
        let rows = try JSONDecoder().decode(CodableBatch.self, from: body).labels.count
        let gradients: [Float] = try numbers(in: gradients)
        let classes = gradients.count / max(rows, 1)
        answer = Answer(loss: 1, gradients: (0..<rows).map { Array(gradients[$0 * classes..<($0 + 1) * classes]) })
    }

    func run() throws {
        text = try JSONEncoder().encode(answer)
    }

    /// The answer's text.
    func outcome() -> Data { text }
}

private struct Answer: Encodable {
    var loss: Double
    var gradients: [[Float]]
}
