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
        self.init(count: count, in: try ElementMemory(count * MemoryLayout<Element>.stride))
    }

    /// The first `count` elements in `memory`.
    init(count: Int, in memory: consuming ElementMemory) {
        self.init(count: count, at: memory.base, of: memory.owner)
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

/// A tensor that is being read, whose number of elements is not known yet.
struct TensorBuilder<Element: BitwiseCopyable>: ~Copyable {
    private(set) var count = 0
    private var memory: ElementMemory
    private var base: UnsafeMutablePointer<Element>
    private var capacity: Int

    private static var stride: Int { MemoryLayout<Element>.stride }
    /// Octets that may stay unused, however few are used.
    private static var tolerance: Int { 1 << 10 }

    /// - Parameter length: octets that the elements may take; they find room for more.
    init(expecting length: Int, _ spare: inout SpareMemory) throws(LossWireError) {
        let length = max(length, 4 * Self.stride)
        if let left = spare.take(for: length) { memory = left } else { memory = try ElementMemory(length) }
        capacity = memory.capacity / Self.stride
        base = memory.base.assumingMemoryBound(to: Element.self)
    }

    @inline(__always)
    mutating func append(_ element: Element) throws(LossWireError) {
        if count == capacity { try resize(to: capacity * 2) }
        base[count] = element
        count &+= 1
    }

    @inline(__always)
    mutating func room(for more: Int) throws(LossWireError) -> UnsafeMutablePointer<Element> {
        if more > capacity &- count { try resize(to: max(capacity * 2, count + more)) }
        return base + count
    }

    @inline(__always)
    mutating func added(_ more: Int) { count &+= more }

    /// The elements, in little more memory than they need: a request may have a hundred thousand tensors.
    @inline(__always)
    consuming func finish(_ spare: inout SpareMemory) -> TensorStorage<Element> {
        if count < capacity / 4 * 3, (capacity - count) * Self.stride > Self.tolerance { try? resize(to: count) }
        spare = SpareMemory(behind: count * Self.stride, of: memory)
        return TensorStorage(count: count, in: memory)
    }

    @inline(never)
    private mutating func resize(to elements: Int) throws(LossWireError) {
        let resized = try ElementMemory(elements * Self.stride)
        resized.base.copyMemory(from: base, byteCount: count * Self.stride)
        base = resized.base.assumingMemoryBound(to: Element.self)
        memory = resized
        capacity = elements
    }
}
