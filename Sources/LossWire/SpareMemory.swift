/// What a tensor has not taken of its memory, for the next one of its batch: small tensors take one allocation together.
///
/// Hazard: only one copy of it may be used.
struct SpareMemory {
    private var base: UnsafeMutableRawPointer?
    private var owner: AnyObject?
    private var capacity = 0

    init() {}

    /// What lies behind the first `count` octets of `memory`.
    @inline(__always)
    init(behind count: Int, of memory: borrowing ElementMemory) {
        let start = (count &+ 7) & ~7
        guard start < memory.capacity else { return }
        base = memory.base + start
        owner = memory.owner
        capacity = memory.capacity &- start
    }

    /// All of it, where it is at least half of `count` octets; then this is empty.
    @inline(__always)
    mutating func take(for count: Int) -> ElementMemory? {
        guard capacity >= count / 2, let base, let owner = owner.take() else { return nil }
        return ElementMemory(base, of: owner, capacity: capacity)
    }
}
