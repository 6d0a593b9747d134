import Foundation
import LossWire

/// A body to a request that is checked and ready to be computed, as the service does it.
final class ReadingWorkload: Workload {
    private let body: Data
    private var request: LossRequest?

    init(body: String) throws {
        self.body = try Data(contentsOf: URL(fileURLWithPath: body))
    }

    func run() throws {
        request = try body.withUnsafeBytes { try LossRequest(json: $0) }
    }

    /// The logits, float32.
    func outcome() -> Data {
        guard let batch = request?.batches.first, case .float32(let storage) = batch.logits else { return Data() }
        return Data(buffer: storage.elements)
    }
}
