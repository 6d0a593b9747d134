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

    /// Small results share a buffer; large ones are encoded each on a worker.
    private func encode(_ results: [BatchResult], opening: StaticString, closing: StaticString) -> [ByteBuffer] {
        let groups = Self.groups(results)
        let last = results.count - 1
        let buffers = groups.map { group in
            ByteBuffer(capacity: results[group].reduce(32) { $0 + $1.maximumJSONLength + 1 })
        }
        let encodeGroup: @Sendable (Int) -> Void = { index in
            let buffer = buffers[index]
            for position in groups[index] {
                buffer.append(position == 0 ? opening : ",")
                buffer.write { results[position].encodeJSON(into: $0) }
                if position == last { buffer.append(closing) }
            }
        }
        if groups.count == 1 { encodeGroup(0) } else { executor.concurrentPerform(count: groups.count, encodeGroup) }
        return buffers
    }

    /// Runs of results that are encoded into one buffer of about this many octets.
    private static let groupLength = 256 << 10

    private static func groups(_ results: [BatchResult]) -> [Range<Int>] {
        var groups: [Range<Int>] = []
        var start = 0
        var length = 0
        for (index, result) in results.enumerated() {
            length += result.maximumJSONLength
            if length >= groupLength || index == results.count - 1 {
                groups.append(start..<(index + 1))
                start = index + 1
                length = 0
            }
        }
        return groups
    }
}

extension ByteBuffer {
    fileprivate func append(_ text: StaticString) {
        append(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }
}
