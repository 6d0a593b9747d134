/// Writes JSON into memory whose size was reckoned beforehand, so that nothing is checked or moved number by number.
///
/// Hazard: the caller sees to it that there is room: for each number as much as the longest of its type takes, for
/// everything else as many octets as it has, and 32 octets that writing a number may touch beyond its end. What was
/// written is checked against the room once, at the end.
struct JSONWriter {
    private let start: UnsafeMutablePointer<UInt8>
    var next: UnsafeMutablePointer<UInt8>
    let powers = PowersOfTen.tables
    /// Whether NaN and infinities are written as Python writes them, which is not JSON, and not as strings.
    let nonFiniteIsBare: Bool

    init(_ memory: UnsafeMutablePointer<UInt8>, nonFiniteIsBare: Bool = false) {
        start = memory
        next = memory
        self.nonFiniteIsBare = nonFiniteIsBare
    }

    var count: Int { next - start }

    /// Octets of the longest float32, `-1234567900000000.0`.
    static var maximumFloat32Length: Int { 19 }
    /// Octets of the longest float64, `-1.2345678901234567e-308`.
    static var maximumFloat64Length: Int { 24 }

    @inline(__always)
    mutating func write(octet: Unicode.Scalar) {
        next.pointee = UInt8(ascii: octet)
        next += 1
    }

    /// Inlined, so that the length of what is written as it stands in the source is known, and no call copies it.
    @inline(__always)
    mutating func write(literal text: StaticString) {
        UnsafeMutableRawPointer(next).copyMemory(from: text.utf8Start, byteCount: text.utf8CodeUnitCount)
        next += text.utf8CodeUnitCount
    }

    mutating func write(_ text: consuming String) {
        text.withUTF8 { octets in
            UnsafeMutableRawBufferPointer(start: next, count: octets.count).copyMemory(
                from: UnsafeRawBufferPointer(octets))
            next += octets.count
        }
    }

    mutating func write(_ value: Int64) {
        if value < 0 { write(octet: "-") }
        write(value.magnitude)
    }

    /// Of counts, most have one digit.
    @inline(__always)
    mutating func write(_ value: UInt64) {
        guard value < 10 else { return writeDigits(of: value) }
        next.pointee = UInt8(truncatingIfNeeded: value) + UInt8(ascii: "0")
        next += 1
    }

    private mutating func writeDigits(of value: UInt64) {
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
        if nonFiniteIsBare {
            write(literal: isNaN ? "NaN" : negative ? "-Infinity" : "Infinity")
        } else {
            write(literal: isNaN ? "\"NaN\"" : negative ? "\"-Infinity\"" : "\"Infinity\"")
        }
    }
}
