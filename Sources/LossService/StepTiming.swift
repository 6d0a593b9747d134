/// How long each step of a request took.
package struct StepTiming: Sendable {
    package var decode = Duration.zero
    /// Waiting for a worker.
    package var queue = Duration.zero
    package var compute = Duration.zero
    package var encode = Duration.zero

    package init() {}

    /// Runs `body` and sets `step` to how long it took.
    @inline(__always)
    static func measure<Result, E: Error>(_ step: inout Duration, _ body: () throws(E) -> Result) throws(E) -> Result {
        let start = ContinuousClock.now
        let result = try body()
        step = start.duration(to: .now)
        return result
    }

    /// The value of a `Server-Timing` field (W3C Server Timing), in milliseconds.
    package var serverTiming: [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(96)
        Self.append("decode;dur=", decode, &text)
        Self.append(", queue;dur=", queue, &text)
        Self.append(", compute;dur=", compute, &text)
        Self.append(", encode;dur=", encode, &text)
        return text
    }

    private static func append(_ name: StaticString, _ duration: Duration, _ text: inout [UInt8]) {
        name.withUTF8Buffer { text.append(contentsOf: $0) }
        let (seconds, attoseconds) = duration.components
        let microseconds = max(seconds * 1_000_000 + attoseconds / 1_000_000_000_000, 0)
        // From the first digit that is not 0, but at least four, the last three behind a point.
        var divisor: Int64 = 1000
        while microseconds / divisor >= 10 { divisor *= 10 }
        while divisor > 0 {
            if divisor == 100 { text.append(UInt8(ascii: ".")) }
            text.append(UInt8(truncatingIfNeeded: microseconds / divisor % 10) + UInt8(ascii: "0"))
            divisor /= 10
        }
    }
}
