import Foundation
import HTTPWire
import LossWire
import Memory

/// What the models have done since the server started, as `get_inference_statistics` asks for it.
final class ModelStatistics: Sendable {
    /// How often something was done and how long that took in all.
    struct Duration {
        var count: UInt64 = 0
        var nanoseconds: UInt64 = 0

        mutating func add(_ nanoseconds: UInt64) {
            count &+= 1
            self.nanoseconds &+= nanoseconds
        }

        var json: String { "{\"count\":\(count),\"ns\":\(nanoseconds)}" }
    }

    private struct Counts {
        var lastInference: UInt64 = 0
        var success = Duration()
        var failure = Duration()
        var queue = Duration()
        var input = Duration()
        var inference = Duration()
        var output = Duration()
    }

    private let counts = Locked((loss: Counts(), partials: Counts()))

    func add(_ timing: StepTiming, _ endpoint: LossEndpoint, succeeded: Bool) {
        let now = UInt64(max(0, Date().timeIntervalSince1970 * 1000))
        counts.withLock { all in
            switch endpoint {
            case .loss: Self.add(timing, now, succeeded, to: &all.loss)
            case .partials: Self.add(timing, now, succeeded, to: &all.partials)
            }
        }
    }

    private static func add(_ timing: StepTiming, _ now: UInt64, _ succeeded: Bool, to counts: inout Counts) {
        let total = timing.queue &+ timing.decode &+ timing.compute &+ timing.encode
        guard succeeded else { return counts.failure.add(total) }
        counts.lastInference = now
        counts.success.add(total)
        counts.queue.add(timing.queue)
        counts.input.add(timing.decode)
        counts.inference.add(timing.compute)
        counts.output.add(timing.encode)
    }

    /// An element of `model_stats`; `name` is given as a JSON string.
    func json(_ endpoint: LossEndpoint, name: String) -> String {
        let counts = counts.withLock { endpoint == .loss ? $0.loss : $0.partials }
        let steps = """
            "compute_input":\(counts.input.json),"compute_infer":\(counts.inference.json),\
            "compute_output":\(counts.output.json)
            """
        let batches = counts.success.count == 0 ? "" : "{\"batch_size\":1,\(steps)}"
        return """
            {"name":\(name),"version":"1","last_inference":\(counts.lastInference),\
            "inference_count":\(counts.success.count),"execution_count":\(counts.success.count),\
            "inference_stats":{"success":\(counts.success.json),"fail":\(counts.failure.json),\
            "queue":\(counts.queue.json),\(steps),"cache_hit":\(Duration().json),"cache_miss":\(Duration().json)},\
            "response_stats":{},"batch_stats":[\(batches)],"memory_usage":[]}
            """
    }
}
