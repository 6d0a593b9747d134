import Foundation
import LossWire
import SoftmaxLoss

/// Gradients, with all that stands around them, to an answer in memory.
final class WritingWorkload: Workload {
    private let result: BatchResult
    private let memory: UnsafeMutableRawBufferPointer
    private var count = 0

    /// - Parameters:
    ///   - body: the path of a request with logits of the gradients' shape.
    ///   - gradients: the path of the float32 that are written.
    init(body: String, gradients: String) throws {
        let body = try Data(contentsOf: URL(fileURLWithPath: body))
        let gradients: [Float] = try numbers(in: gradients)
        let request = try body.withUnsafeBytes { try LossRequest(json: $0) }
        guard let batch = request.batches.first, batch.shape.elementCount == gradients.count,
            case .float32(let logits) = batch.logits, case .labels(let labels) = batch.truth
        else { throw ProbeError.tensor("the gradients do not fit the request") }
        let summary = try LossKernel(
            shape: batch.shape, options: batch.options, census: batch.census,
            inputs: LossInputs(
                logits: UnsafePointer(logits.base), truth: .labels(UnsafePointer(labels.base))),
            memory: LossOutputMemory()
        ).evaluate()
        // The logits are not needed any more; the service has gradients take their place, too.
        logits.base.update(from: gradients, count: gradients.count)
        result = BatchResult(request: batch, summary: summary, tensors: [])
        memory = .allocate(byteCount: result.maximumJSONLength, alignment: 64)
    }

    deinit { memory.deallocate() }

    func run() {
        count = result.encodeJSON(into: memory)
    }

    /// The answer's text.
    func outcome() -> Data { Data(UnsafeRawBufferPointer(rebasing: memory[..<count])) }
}
