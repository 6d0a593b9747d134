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
        _ name: StaticString, _ nanoseconds: UInt64, _ text: UnsafeMutableBufferPointer<UInt8>, _ count: inout Int
    ) {
        func put(_ octet: UInt8) {
            text[count] = octet
            count += 1
        }
        func put(digitsOf number: UInt64) {
            if number >= 10 { put(digitsOf: number / 10) }
            put(UInt8(truncatingIfNeeded: number % 10) + UInt8(ascii: "0"))
        }
        name.withUTF8Buffer { for octet in $0 { put(octet) } }
        let microseconds = nanoseconds / 1000
        put(digitsOf: microseconds / 1000)
        put(UInt8(ascii: "."))
        let thousandths = microseconds % 1000
        put(UInt8(truncatingIfNeeded: thousandths / 100) + UInt8(ascii: "0"))
        put(UInt8(truncatingIfNeeded: thousandths / 10 % 10) + UInt8(ascii: "0"))
        put(UInt8(truncatingIfNeeded: thousandths % 10) + UInt8(ascii: "0"))
    }
}
