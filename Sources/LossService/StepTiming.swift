import HTTPWire

/// How long each step of a request took, in nanoseconds.
package struct StepTiming: Sendable {
    package var decode: UInt64 = 0
    /// Waiting for a worker.
    package var queue: UInt64 = 0
    package var compute: UInt64 = 0
    package var encode: UInt64 = 0

    package init() {}

    /// Adds a `Server-Timing` field (W3C Server Timing), in milliseconds.
    func append(to fields: inout ResponseFields) {
        // Four names of 14 octets at the most, and numbers of 18.
        fields.append("Server-Timing", room: 160) { value in
            value.put("decode;dur=")
            value.put(milliseconds: decode)
            value.put(", queue;dur=")
            value.put(milliseconds: queue)
            value.put(", compute;dur=")
            value.put(milliseconds: compute)
            value.put(", encode;dur=")
            value.put(milliseconds: encode)
        }
    }
}
