import Memory

/// Memory for elements, and what keeps it. Nothing in it is initialised.
///
/// Little of it lies within the object that keeps it: a small tensor takes one allocation. Being out of memory for that
/// ends the process, as with Swift's own; large blocks leave room for it.
struct ElementMemory: ~Copyable {
    /// Aligned for every scalar type. Hazard: valid as long as the owner is.
    let base: UnsafeMutableRawPointer
    let owner: AnyObject
    /// Octets that may be used.
    let capacity: Int

    private typealias Small = ManagedBuffer<Void, UInt64>

    /// Octets from which on memory is a block of its own.
    private static let blockSize = 16 << 10

    /// `count` octets.
    @inline(__always)
    init(_ count: Int) throws(LossWireError) {
        capacity = count
        guard count < Self.blockSize else {
            guard let block = MemoryBlock(ifAvailable: count) else { throw .outOfMemory }
            base = block.base
            owner = BlockOwner(block)
            return
        }
        let small = Small.create(minimumCapacity: (count + 7) / 8) { _ in }
        base = small.withUnsafeMutablePointerToElements { UnsafeMutableRawPointer($0) }
        owner = small
    }

    /// Memory that `owner` keeps.
    @inline(__always)
    init(_ base: UnsafeMutableRawPointer, of owner: AnyObject, capacity: Int) {
        self.base = base
        self.owner = owner
        self.capacity = capacity
    }
}

/// Keeps a block as long as it is there itself.
private final class BlockOwner {
    private let block: MemoryBlock

    init(_ block: consuming MemoryBlock) { self.block = block }
}
