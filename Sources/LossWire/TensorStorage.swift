import Memory

/// The elements of a tensor, side by side in memory that somebody keeps: their own, or that of the request they came in.
///
/// Hazard: where they are the request's they lie wherever they were sent, on no boundary of theirs: what reads or writes
/// them there has to be able to (``SoftmaxLoss/LossInputs/logits``).
///
/// `@unchecked Sendable`: filled by one thread before it is shared; afterwards written only by a kernel, whose blocks
/// do not overlap.
package struct TensorStorage<Element: BitwiseCopyable>: @unchecked Sendable {
    package let count: Int
    package let base: UnsafeMutablePointer<Element>
    /// Keeps the memory.
    let owner: AnyObject

    /// `count` elements that have not been written yet.
    package init(uninitialized count: Int) throws(LossWireError) {
        guard let block = MemoryBlock(ifAvailable: count * MemoryLayout<Element>.stride) else { throw .outOfMemory }
        self.init(count: count, at: block.base, of: BlockOwner(block))
    }

    /// Elements in memory that `owner` keeps and that nobody else reads any more.
    init(count: Int, at base: UnsafeRawPointer, of owner: AnyObject) {
        self.count = count
        self.base = UnsafeMutablePointer(mutating: base.assumingMemoryBound(to: Element.self))
        self.owner = owner
    }

    /// The element at `index`, wherever the elements lie.
    subscript(index: Int) -> Element {
        @inline(__always) get { UnsafeRawPointer(base + index).loadUnaligned(as: Element.self) }
    }

    package var octets: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: base, count: count &* MemoryLayout<Element>.stride)
    }

    package var elements: UnsafeBufferPointer<Element> { UnsafeBufferPointer(start: base, count: count) }
}

/// Keeps a block as long as it is there itself.
private final class BlockOwner {
    private let block: MemoryBlock

    init(_ block: consuming MemoryBlock) { self.block = block }
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

    @inline(__always)
    mutating func room(for more: Int) throws(LossWireError) -> UnsafeMutablePointer<Element> {
        if more > capacity &- count, !resize(to: max(capacity * 2, count + more)) { throw .outOfMemory }
        return base + count
    }

    @inline(__always)
    mutating func added(_ more: Int) { count &+= more }

    /// The memory of the elements, in no more than they need: a request may have a hundred thousand tensors.
    consuming func finish() -> MemoryBlock {
        if count < capacity / 4 * 3 { _ = resize(to: count) }
        return block
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
