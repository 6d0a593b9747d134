import CLanes

/// 64 octets at a look: a bit for each, the first one's lowest. Those behind the `count` that are there count as NUL.
///
/// Functions of their own, called and not inlined: as part of another the compiler keeps the bits apart, a register each.
extension Octet {
    /// Control octets: those below 0x20, and DEL.
    @inline(never)
    static func controls(at place: UnsafeRawPointer, count: Int) -> UInt64 {
        guard count >= 64 else { return padded(place, count) { controls(at: $0, count: 64) } }
        let octets = place.assumingMemoryBound(to: UInt8.self)
        return clanes_within(octets, 0, 0x1f) | clanes_equal(octets, 0x7f)
    }

    /// Letters, digits, hyphens and dots, of which nearly all field names and hosts are made.
    @inline(never)
    private static func plainOctets(at place: UnsafeRawPointer, count: Int) -> UInt64 {
        guard count >= 64 else { return padded(place, count) { plainOctets(at: $0, count: 64) } }
        let octets = place.assumingMemoryBound(to: UInt8.self)
        return clanes_within(octets, UInt8(ascii: "a"), UInt8(ascii: "z"))
            | clanes_within(octets, UInt8(ascii: "A"), UInt8(ascii: "Z"))
            | clanes_within(octets, UInt8(ascii: "0"), UInt8(ascii: "9"))
            | clanes_within(octets, UInt8(ascii: "-"), UInt8(ascii: "."))
    }

    /// How far, from the start of `range`, there are no others, as far as one look reaches.
    static func endOfPlain(in octets: UnsafeRawBufferPointer, _ range: Range<Int>) -> Int {
        guard let base = octets.baseAddress else { return range.lowerBound }
        let plain = plainOctets(at: base + range.lowerBound, count: octets.count &- range.lowerBound)
        return min(range.lowerBound &+ (~plain).trailingZeroBitCount, range.upperBound)
    }

    /// What ends a request target or its path: a space, a question mark, and what it may not have in it.
    @inline(never)
    static func targetEnds(at place: UnsafeRawPointer, count: Int) -> UInt64 {
        guard count >= 64 else { return padded(place, count) { targetEnds(at: $0, count: 64) } }
        let octets = place.assumingMemoryBound(to: UInt8.self)
        return clanes_equal(octets, space) | clanes_equal(octets, question) | clanes_equal(octets, hash)
            | clanes_within(octets, 0x80, 0xff)
    }

    @inline(never)
    private static func padded(
        _ place: UnsafeRawPointer, _ count: Int, _ body: (UnsafeRawPointer) -> UInt64
    ) -> UInt64 {
        var octets = SIMD64<UInt8>(repeating: 0)
        withUnsafeMutableBytes(of: &octets) { $0.copyMemory(from: UnsafeRawBufferPointer(start: place, count: count)) }
        return withUnsafePointer(to: octets) { body($0) }
    }
}
