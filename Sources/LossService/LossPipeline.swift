import HTTPWire
import LossWire
import SoftmaxLoss

/// The way of a body through the service: decode, compute, encode.
package final class LossPipeline: Sendable {
    package let executor: any BatchExecutor
    /// For content that is worth it.
    let concurrently: Concurrently

    package init(executor: any BatchExecutor) {
        self.executor = executor
        concurrently = { count, body in executor.concurrentPerform(count: count, body) }
    }

    /// Answers the JSON in `body`, in pieces to be sent one after another, and says how long each step took.
    ///
    /// - Parameter owner: keeps the body, in whose place the answer may be written once it has been decoded; nil where it
    ///   may not.
    package func run(
        json body: UnsafeRawBufferPointer, of owner: ByteBuffer?, for endpoint: LossEndpoint, timing: inout StepTiming
    ) throws(LossWireError) -> ContentPieces {
        var stopwatch = Stopwatch()
        let request = try LossRequest(json: body, for: endpoint, concurrently: concurrently)
        stopwatch.lap(&timing.decode)
        let content: ContentPieces
        switch request {
        case .batch(let batch):
            let result = try compute(batch)
            stopwatch.lap(&timing.compute)
            content = try encode(result, replacing: owner)
        case .batches(let batches):
            let results = try compute(batches)
            stopwatch.lap(&timing.compute)
            content = try encode(results, opening: "{\"results\":[", closing: "]}\n", replacing: owner)
        }
        stopwatch.lap(&timing.encode)
        return content
    }

    func compute(_ request: BatchRequest) throws(LossWireError) -> BatchResult {
        switch request.logits {
        case .float32(let logits):
            let memory = try ResultMemory(request, logits)
            let summary = try compute(request.kernel(logits, memory.outputs))
            return BatchResult(request: request, summary: summary, tensors: memory.tensors)
        case .float64(let logits):
            let memory = try ResultMemory(request, logits)
            let summary = try compute(request.kernel(logits, memory.outputs))
            return BatchResult(request: request, summary: summary, tensors: memory.tensors)
        }
    }

    private func compute<Scalar>(_ kernel: borrowing LossKernel<Scalar>) throws(LossWireError) -> LossSummary {
        if kernel.unitCount == 1 { return kernel.evaluate() }
        let sums = try TensorStorage<LossSums>(uninitialized: kernel.blockCount)
        executor.concurrentPerform(count: kernel.unitCount) { kernel.compute(unit: $0, into: sums) }
        return kernel.summary(of: sums)
    }

    private func compute(_ requests: [BatchRequest]) throws(LossWireError) -> [BatchResult] {
        let all = try requests.map { request throws(LossWireError) in try request.concurrentComputation() }
        let units = all.indices.flatMap { index in
            (0..<all[index].unitCount).map { (computation: all[index], unit: $0) }
        }
        executor.concurrentPerform(count: units.count) { units[$0].computation.compute(unit: units[$0].unit) }
        return all.map { $0.result() }
    }

    func encode(
        _ result: BatchResult, replacing request: ByteBuffer? = nil
    ) throws(LossWireError) -> ContentPieces {
        let length = result.maximumJSONLength
        guard length <= Self.bufferLength else {
            return try encode([result], opening: "", closing: "\n", replacing: request)
        }
        guard let buffer = ByteBuffer(ifAvailable: length + 1) else { throw .outOfMemory }
        buffer.write { free in
            let count = result.encodeJSON(into: UnsafeMutableRawBufferPointer(start: free.baseAddress, count: length))
            free[count] = UInt8(ascii: "\n")
            return count + 1
        }
        return .one(buffer)
    }

    /// Small results share a buffer; large ones are cut into parts that are encoded on all workers.
    private func encode(
        _ results: [BatchResult], opening: StaticString, closing: StaticString, replacing request: ByteBuffer?
    ) throws(LossWireError) -> ContentPieces {
        let parts = results.enumerated().flatMap { index, result in
            result.jsonParts(of: Self.bufferLength).map { (result: index, part: $0) }
        }
        let groups = Self.groups(parts.map(\.part.maximumLength))
        let lengths = groups.map { group in parts[group].reduce(32) { $0 + $1.part.maximumLength + 1 } }
        let memory = AnswerMemory(pieceCount: groups.count, length: lengths.reduce(0, +), replacing: request)
        let encodeGroup: @Sendable (Int) -> Void = { group in
            memory.write(group, length: lengths[group]) { buffer in
                for index in groups[group] {
                    let (result, part) = parts[index]
                    if index == 0 {
                        buffer.append(opening)
                    } else if parts[index - 1].result != result {
                        buffer.append(",")
                    }
                    buffer.write { results[result].encodeJSON(part, into: $0) }
                    if index == parts.count - 1 { buffer.append(closing) }
                }
            }
        }
        if groups.count == 1 { encodeGroup(0) } else { executor.concurrentPerform(count: groups.count, encodeGroup) }
        guard let pieces = memory.pieces else { throw .outOfMemory }
        return .several(pieces)
    }

    /// Octets of a buffer of the answer, about.
    static let bufferLength = 512 << 10

    /// Runs of parts that go into one buffer.
    static func groups(_ lengths: [Int]) -> [Range<Int>] {
        var groups: [Range<Int>] = []
        var start = 0
        var length = 0
        for (index, next) in lengths.enumerated() {
            length += next
            if length >= bufferLength || index == lengths.count - 1 {
                groups.append(start..<(index + 1))
                start = index + 1
                length = 0
            }
        }
        return groups
    }
}
