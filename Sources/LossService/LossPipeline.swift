import HTTPWire
import LossWire
import SoftmaxLoss

/// The way of a body through the service: decode, compute, encode.
package struct LossPipeline: Sendable {
    package let executor: any BatchExecutor

    package init(executor: any BatchExecutor) {
        self.executor = executor
    }

    /// Answers the JSON in `body`, in pieces to be sent one after another, and says how long each step took.
    package func run(
        json body: UnsafeRawBufferPointer, timing: inout StepTiming
    ) throws(LossWireError) -> [ByteBuffer] {
        let request = try timing.measure(\.decode) { () throws(LossWireError) in try LossRequest(json: body) }
        let results = try timing.measure(\.compute) { () throws(LossWireError) in try compute(request.batches) }
        return timing.measure(\.encode) { () in
            switch request {
            case .batch: encode(results, opening: "", closing: "\n")
            case .batches: encode(results, opening: "{\"results\":[", closing: "]}\n")
            }
        }
    }

    private func compute(_ requests: [BatchRequest]) throws(LossWireError) -> [BatchResult] {
        var computations: [BatchComputation] = []
        computations.reserveCapacity(requests.count)
        for request in requests {
            do {
                computations.append(try BatchComputation(request))
            } catch {
                // Decoding has looked at the labels already.
                var issues = InputIssues()
                issues.add("", "\(error)")
                throw .invalid(issues)
            }
        }
        if computations.count == 1 {
            let computation = computations[0]
            executor.concurrentPerform(count: computation.unitCount) { computation.compute(unit: $0) }
        } else {
            let units = computations.flatMap { computation in
                (0..<computation.unitCount).map { (computation: computation, unit: $0) }
            }
            executor.concurrentPerform(count: units.count) { units[$0].computation.compute(unit: units[$0].unit) }
        }
        return computations.map(\.result)
    }

    /// Small results share a buffer; large ones are cut into parts that are encoded on all workers.
    private func encode(_ results: [BatchResult], opening: StaticString, closing: StaticString) -> [ByteBuffer] {
        let parts = results.enumerated().flatMap { index, result in
            result.jsonParts(of: Self.bufferLength).map { (result: index, part: $0) }
        }
        let groups = Self.groups(parts.map(\.part.maximumLength))
        let buffers = groups.map { group in
            ByteBuffer(capacity: parts[group].reduce(32) { $0 + $1.part.maximumLength + 1 })
        }
        let encodeGroup: @Sendable (Int) -> Void = { group in
            let buffer = buffers[group]
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
        if groups.count == 1 { encodeGroup(0) } else { executor.concurrentPerform(count: groups.count, encodeGroup) }
        return buffers
    }

    /// Octets of a buffer of the answer, about.
    private static let bufferLength = 512 << 10

    /// Runs of parts that go into one buffer.
    private static func groups(_ lengths: [Int]) -> [Range<Int>] {
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
