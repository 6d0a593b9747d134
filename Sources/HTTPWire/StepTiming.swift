/// How long each step of a request took, in nanoseconds: what a `Server-Timing` field says (W3C Server Timing).
package struct StepTiming: Sendable {
    package var decode: UInt64 = 0
    /// Waiting for a worker.
    package var queue: UInt64 = 0
    package var compute: UInt64 = 0
    package var encode: UInt64 = 0

    package init() {}

    /// Four names of 14 octets at the most, and numbers of 18.
    static let maximumLength = 160

    /// In milliseconds.
    func put(to cursor: inout OctetCursor) {
        cursor.put("decode;dur=")
        cursor.put(milliseconds: decode)
        cursor.put(", queue;dur=")
        cursor.put(milliseconds: queue)
        cursor.put(", compute;dur=")
        cursor.put(milliseconds: compute)
        cursor.put(", encode;dur=")
        cursor.put(milliseconds: encode)
    }
}
