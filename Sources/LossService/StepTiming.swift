import HTTPWire

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

    /// Adds a `Server-Timing` field (W3C Server Timing), in milliseconds.
    func append(to fields: inout ResponseFields) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 160) { text in
            var count = 0
            Self.append("decode;dur=", decode, text, &count)
            Self.append(", queue;dur=", queue, text, &count)
            Self.append(", compute;dur=", compute, text, &count)
            Self.append(", encode;dur=", encode, text, &count)
            fields.append("Server-Timing", UnsafeBufferPointer(rebasing: text[..<count]))
        }
    }

    /// A name of at most 14 octets and a number of at most 20, with its point.
    private static func append(
        _ name: StaticString, _ duration: Duration, _ text: UnsafeMutableBufferPointer<UInt8>, _ count: inout Int
    ) {
        func put(_ octet: UInt8) {
            text[count] = octet
            count += 1
        }
        name.withUTF8Buffer { for octet in $0 { put(octet) } }
        let (seconds, attoseconds) = duration.components
        let microseconds = max(seconds * 1_000_000 + attoseconds / 1_000_000_000_000, 0)
        // From the first digit that is not 0, but at least four, the last three behind a point.
        var divisor: Int64 = 1000
        while microseconds / divisor >= 10 { divisor *= 10 }
        while divisor > 0 {
            if divisor == 100 { put(UInt8(ascii: ".")) }
            put(UInt8(truncatingIfNeeded: microseconds / divisor % 10) + UInt8(ascii: "0"))
            divisor /= 10
        }
    }
}
