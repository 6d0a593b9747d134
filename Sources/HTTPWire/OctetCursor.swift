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
        var length = 1
        var rest = number
        while rest >= 10 {
            rest /= 10
            length &+= 1
        }
        guard let free = take(length) else { return }
        rest = number
        while length > 0 {
            length &-= 1
            free.storeBytes(of: UInt8(truncatingIfNeeded: rest % 10) &+ 0x30, toByteOffset: length, as: UInt8.self)
            rest /= 10
        }
    }

    /// With three decimals.
    package mutating func put(milliseconds nanoseconds: UInt64) {
        let microseconds = nanoseconds / 1000
        put(decimal: microseconds / 1000)
        guard let free = take(4) else { return }
        let rest = UInt32(truncatingIfNeeded: microseconds % 1000)
        // A point and three digits, the first one lowest.
        let digits = (rest / 100) << 8 | (rest / 10 % 10) << 16 | (rest % 10) << 24
        free.storeBytes(of: (digits | 0x3030_302e).littleEndian, as: UInt32.self)
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
