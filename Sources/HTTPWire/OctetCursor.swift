/// A place in free memory where octets are put one after another. It never writes past the end: what does not fit is left
/// out, which whoever makes the room rules out.
package struct OctetCursor {
    /// Where the next octet goes.
    private(set) var place: UnsafeMutableRawPointer
    private let end: UnsafeMutableRawPointer

    init(from place: UnsafeMutableRawPointer, to end: UnsafeMutableRawPointer) {
        self.place = place
        self.end = end
    }

    @inline(__always)
    package mutating func put(_ text: StaticString) {
        put(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    @inline(__always)
    package mutating func put(_ octets: UnsafeRawBufferPointer) {
        guard let source = octets.baseAddress, let free = take(octets.count) else { return }
        free.copyMemory(from: source, byteCount: octets.count)
    }

    package mutating func put(decimal number: UInt64) {
        // The last eight digits at the most, the first one lowest.
        var digits: UInt64 = 0
        var length = 0
        var rest = number
        repeat {
            digits = digits << 8 | (rest % 10 + 0x30)
            rest /= 10
            length &+= 1
        } while rest > 0 && length < 8
        if rest > 0 { put(decimal: rest) }
        put(digits, length)
    }

    /// With three decimals.
    package mutating func put(milliseconds nanoseconds: UInt64) {
        let microseconds = nanoseconds / 1000
        // Before the last four digits.
        let front = microseconds / 10_000
        if front > 0 { put(decimal: front) }
        // Those in two pairs, which are taken apart side by side: the first digit lowest, each with an octet of its own.
        let rest = microseconds % 10_000
        let pairs = rest / 100 | (rest % 100) << 16
        let tens = (pairs &* 103) >> 10 & 0x0f_000f
        let digits = tens | (pairs &- tens &* 10) << 8
        // A point behind the first one.
        put(digits & 0xff | (digits & ~0xff) << 8 | 0x30_3030_2e30, 5)
    }

    /// The lowest `length` octets of `octets`, the lowest one first; eight at the most.
    @inline(__always)
    private mutating func put(_ octets: UInt64, _ length: Int) {
        let room = end - place
        guard length <= room else { return }
        if room >= 8 {
            // What comes next is written over the rest.
            place.storeBytes(of: octets.littleEndian, as: UInt64.self)
        } else {
            for index in 0..<length {
                place.storeBytes(
                    of: UInt8(truncatingIfNeeded: octets &>> UInt64(8 &* index)), toByteOffset: index, as: UInt8.self)
            }
        }
        place += length
    }

    /// Sixteen digits.
    package mutating func put(hexadecimal number: UInt64) {
        guard let free = take(16) else { return }
        free.storeBytes(of: Self.digits(hexadecimal: number >> 32).bigEndian, as: UInt64.self)
        free.storeBytes(of: Self.digits(hexadecimal: number & 0xffff_ffff).bigEndian, toByteOffset: 8, as: UInt64.self)
    }

    /// The digits of a number of 32 bits, the first one in the highest octet.
    private static func digits(hexadecimal number: UInt64) -> UInt64 {
        // Halves move apart until each digit has an octet of its own.
        var digits = (number | number << 16) & 0x0000_ffff_0000_ffff
        digits = (digits | digits << 8) & 0x00ff_00ff_00ff_00ff
        digits = (digits | digits << 4) & 0x0f0f_0f0f_0f0f_0f0f
        // From 10 on.
        let letters = (digits &+ 0x0606_0606_0606_0606) >> 4 & 0x0101_0101_0101_0101
        return digits &+ 0x3030_3030_3030_3030 &+ letters &* UInt64(UInt8(ascii: "a") - UInt8(ascii: "9") - 1)
    }

    @inline(__always)
    private mutating func take(_ length: Int) -> UnsafeMutableRawPointer? {
        guard length <= end - place else { return nil }
        let free = place
        place = free + length
        return free
    }
}
