/// Finds control octets (those below 0x20, and DEL), 64 octets at a look.
struct ControlOctets {
    private let base: UnsafeRawPointer
    private let end: Int
    /// Those in the 64 octets from `place` on.
    private var found: UInt64
    private var place: Int

    /// In the `end` octets at `base`, from `start` on, which is no more than that.
    @inline(__always)
    init(_ base: UnsafeRawPointer, from start: Int, to end: Int) {
        self.base = base
        self.end = end
        place = start
        found = Octet.controls(at: base + start, count: end &- start)
    }

    /// Where the first one at or behind `start` is; `end` where none is left. No `start` may be less than one before.
    @inline(__always)
    mutating func first(from start: Int) -> Int {
        var start = start
        while start < end {
            if start &- place >= 64 {
                place = start
                found = Octet.controls(at: base + start, count: end &- start)
            }
            let rest = found &>> UInt64(start &- place)
            if rest != 0 { return min(start &+ rest.trailingZeroBitCount, end) }
            start = place &+ 64
        }
        return end
    }
}
