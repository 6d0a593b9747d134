import Foundation

/// A body through `JSONDecoder`.
final class FoundationReading: Workload {
    private let body: Data
    private var batch: CodableBatch?

    init(body: String) throws {
        self.body = try Data(contentsOf: URL(fileURLWithPath: body))
    }

    func run() throws {
        batch = try JSONDecoder().decode(CodableBatch.self, from: body)
    }

    /// The logits, float32.
    func outcome() -> Data {
        let logits = batch?.logits.flatMap(\.self) ?? []
        return logits.withUnsafeBytes { Data($0) }
    }
}
