import Memory

/// The elements of a tensor, side by side in memory of its own.
///
/// `@unchecked Sendable`: filled by one thread before it is shared; afterwards written only by a kernel, whose blocks
/// do not overlap.
package final class TensorStorage<Element: BitwiseCopyable>: @unchecked Sendable {
    package let count: Int
    package let base: UnsafeMutablePointer<Element>
    private let block: MemoryBlock

    /// `count` elements that have not been written yet.
    package convenience init(uninitialized count: Int) throws(LossWireError) {
        guard let block = MemoryBlock(ifAvailable: count * MemoryLayout<Element>.stride) else { throw .outOfMemory }
        self.init(count: count, block)
    }

    fileprivate init(count: Int, _ block: consuming MemoryBlock) {
        self.count = count
        self.block = block
        base = self.block.base.assumingMemoryBound(to: Element.self)
    }

    package var elements: UnsafeBufferPointer<Element> { UnsafeBufferPointer(start: base, count: count) }
}

/// A tensor that is being read, whose number of elements is not known yet.
struct TensorBuilder<Element: BitwiseCopyable>: ~Copyable {
    private(set) var count = 0
    private var block: MemoryBlock
    private var base: UnsafeMutablePointer<Element>
    private var capacity: Int

    init(capacity: Int) throws(LossWireError) {
        let capacity = max(capacity, 4)
        guard let block = MemoryBlock(ifAvailable: capacity * MemoryLayout<Element>.stride) else { throw .outOfMemory }
        self.capacity = capacity
        base = block.base.assumingMemoryBound(to: Element.self)
        self.block = block
    }

    @inline(__always)
    mutating func append(_ element: Element) throws(LossWireError) {
        if count == capacity, !resize(to: capacity * 2) { throw .outOfMemory }
        base[count] = element
        count &+= 1
    }

    /// The tensor, in no more memory than it needs: a request may have a hundred thousand of them.
    consuming func finish() -> TensorStorage<Element> {
        if count < capacity / 4 * 3 { _ = resize(to: count) }
        return TensorStorage(count: count, block)
    }

    @inline(never)
    private mutating func resize(to elements: Int) -> Bool {
        let stride = MemoryLayout<Element>.stride
        guard block.resize(to: elements * stride, keeping: count * stride) else { return false }
        base = block.base.assumingMemoryBound(to: Element.self)
        capacity = elements
        return true
    }
}
