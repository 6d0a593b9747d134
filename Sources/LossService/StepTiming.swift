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
        func put(digit: UInt64) {
            text[count] = UInt8(truncatingIfNeeded: digit) + UInt8(ascii: "0")
            count += 1
        }
        func put(digitsOf number: UInt64) {
            if number >= 10 { put(digitsOf: number / 10) }
            put(digit: number % 10)
        }
        for index in 0..<name.utf8CodeUnitCount { text[count + index] = name.utf8Start[index] }
        count += name.utf8CodeUnitCount
        let microseconds = nanoseconds / 1000
        put(digitsOf: microseconds / 1000)
        text[count] = UInt8(ascii: ".")
        count += 1
        let thousandths = microseconds % 1000
        put(digit: thousandths / 100)
        put(digit: thousandths / 10 % 10)
        put(digit: thousandths % 10)
    }
}
