/// Writes JSON into memory whose size was reckoned beforehand, so that nothing is checked or moved number by number.
///
/// Hazard: the caller sees to it that there is room: ``maximumLength(of:)`` for each number, four octets a comma or
/// bracket, and as many as a text has. What was written is checked against the room once, at the end.
struct JSONWriter {
    private let start: UnsafeMutablePointer<UInt8>
    var next: UnsafeMutablePointer<UInt8>
    let powers = PowersOfTen.tables

    init(_ memory: UnsafeMutablePointer<UInt8>) {
        start = memory
        next = memory
    }

    var count: Int { next - start }

    /// Octets of the longest float32, `-1234567900000000.0`, and the eight that writing it may touch beyond its end.
    static var maximumFloat32Length: Int { 19 }
    /// Octets of the longest float64, `-1.2345678901234567e-308`.
    static var maximumFloat64Length: Int { 24 }
    /// Octets past the end of a number that writing it may touch.
    static var slack: Int { 32 }

    @inline(__always)
    mutating func write(octet: Unicode.Scalar) {
        next.pointee = UInt8(ascii: octet)
        next += 1
    }

    mutating func write(literal text: StaticString) {
        next.update(from: text.utf8Start, count: text.utf8CodeUnitCount)
        next += text.utf8CodeUnitCount
    }

    mutating func write(_ text: String) {
        for octet in text.utf8 {
            next.pointee = octet
            next += 1
        }
    }

    mutating func write(_ value: Int64) {
        if value < 0 { write(octet: "-") }
        write(value.magnitude)
    }

    mutating func write(_ value: UInt64) {
        var rest = value
        var length = 1
        while length < 20, value >= powers.integers[length] { length += 1 }
        for index in stride(from: length - 1, through: 0, by: -1) {
            next[index] = UInt8(truncatingIfNeeded: rest % 10) + UInt8(ascii: "0")
            rest /= 10
        }
        next += length
    }

    mutating func writeNonFinite(isNaN: Bool, negative: Bool) {
        write(literal: isNaN ? "\"NaN\"" : negative ? "\"-Infinity\"" : "\"Infinity\"")
    }
}
