import Foundation

/// Memory that its owner fills: nothing in it is initialised, and what an owner before left in it must not be read.
///
/// Small blocks come from the C library, large ones from the system by way of a pool, so that they go back to the system
/// when they have not been used for a moment; the C library would keep them.
package struct MemoryBlock: ~Copyable, @unchecked Sendable {
    /// Aligned for every scalar type. Hazard: valid as long as the block is.
    package let base: UnsafeMutableRawPointer
    /// Octets that may be used: as many as were asked for, or more.
    package let capacity: Int

    /// Blocks from this size on come from the pool.
    package static var pooledSize: Int { BlockPool.minimumSize }

    /// A block of at least `count` octets; nil where the system has no room for that many.
    package init?(ifAvailable count: Int) {
        if count >= BlockPool.minimumSize {
            guard let size = BlockPool.size(for: count), let memory = BlockPool.shared.take(size) else { return nil }
            capacity = size
            base = memory
        } else {
            // Straight from `malloc`: Swift's `allocate(byteCount:alignment:)` asks for aligned memory even where any
            // would do, which takes the C library several times as long.
            guard let memory = malloc(max(count, 1)) else { return nil }
            capacity = max(count, 1)
            base = memory
        }
    }

    deinit {
        if capacity >= BlockPool.minimumSize { BlockPool.shared.give(base, capacity) } else { free(base) }
    }

    /// Goes on in a block of at least `count` octets, which begins with the first `kept` octets of this one. False, and
    /// nothing has changed, where the system has no room for it.
    package mutating func resize(to count: Int, keeping kept: Int) -> Bool {
        guard let block = MemoryBlock(ifAvailable: count) else { return false }
        block.base.copyMemory(from: base, byteCount: min(kept, block.capacity))
        self = block
        return true
    }
}
