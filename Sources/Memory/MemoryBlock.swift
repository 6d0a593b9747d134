import Foundation

/// Memory that its owner fills: nothing in it is initialised, and what an owner before left in it must not be read.
///
/// Small blocks come from the C library, large ones from the system by way of a pool, so that they go back to the system
/// when they have not been used for a moment; the C library would keep them. As everywhere in Swift, being out of memory
/// ends the process.
package struct MemoryBlock: ~Copyable, @unchecked Sendable {
    /// Aligned for every scalar type. Hazard: valid as long as the block is.
    package let base: UnsafeMutableRawPointer
    /// Octets that may be used: as many as were asked for, or more.
    package let capacity: Int

    /// A block of at least `count` octets.
    package init(_ count: Int) {
        if count >= BlockPool.minimumSize {
            capacity = BlockPool.size(for: count)
            base = BlockPool.shared.take(capacity)
        } else {
            // Straight from `malloc`: Swift's `allocate(byteCount:alignment:)` asks for aligned memory even where any
            // would do, which takes the C library several times as long.
            guard let memory = malloc(max(count, 1)) else { fatalError("out of memory") }
            capacity = max(count, 1)
            base = memory
        }
    }

    deinit {
        if capacity >= BlockPool.minimumSize { BlockPool.shared.give(base, capacity) } else { free(base) }
    }

    /// Goes on in a block of at least `count` octets, which begins with the first `kept` octets of this one.
    package mutating func resize(to count: Int, keeping kept: Int) {
        let block = MemoryBlock(count)
        block.base.copyMemory(from: base, byteCount: min(kept, block.capacity))
        self = block
    }
}
