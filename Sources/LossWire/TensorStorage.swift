#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The elements of a tensor, side by side in memory of its own.
///
/// `@unchecked Sendable`: filled by one thread before it is shared; afterwards written only by a kernel, whose blocks
/// do not overlap.
package final class TensorStorage<Element: BitwiseCopyable>: @unchecked Sendable {
    package let count: Int
    package let base: UnsafeMutablePointer<Element>

    /// `count` elements that have not been written yet.
    package init(uninitialized count: Int) {
        self.count = count
        base = TensorBuilder.allocate(nil, max(count, 1))
    }

    /// Takes over memory that came from `realloc`.
    fileprivate init(count: Int, base: UnsafeMutablePointer<Element>) {
        self.count = count
        self.base = base
    }

    deinit { free(base) }

    package var elements: UnsafeBufferPointer<Element> { UnsafeBufferPointer(start: base, count: count) }
}

/// A tensor that is being read, whose number of elements is not known yet.
///
/// It grows with `realloc`, which for large blocks moves pages, not bytes; an `Array` would copy them.
struct TensorBuilder<Element: BitwiseCopyable>: ~Copyable {
    private(set) var count = 0
    private var base: UnsafeMutablePointer<Element>
    private var capacity: Int

    init(capacity: Int) {
        self.capacity = max(capacity, 4)
        base = Self.allocate(nil, self.capacity)
    }

    deinit { free(base) }

    /// The elements so far. Valid until the next one is appended.
    var start: UnsafePointer<Element> { UnsafePointer(base) }

    @inline(__always)
    mutating func append(_ element: Element) {
        if count == capacity { grow() }
        base[count] = element
        count &+= 1
    }

    /// The tensor, in no more memory than it needs: a request may have a hundred thousand of them.
    consuming func finish() -> TensorStorage<Element> {
        if count < capacity / 4 * 3 { base = Self.allocate(base, max(count, 1)) }
        let storage = TensorStorage(count: count, base: base)
        discard self
        return storage
    }

    @inline(never)
    private mutating func grow() {
        capacity *= 2
        base = Self.allocate(base, capacity)
    }

    fileprivate static func allocate(
        _ old: UnsafeMutablePointer<Element>?, _ capacity: Int
    ) -> UnsafeMutablePointer<Element> {
        guard let memory = realloc(old, capacity * MemoryLayout<Element>.stride) else {
            // As everywhere in Swift, being out of memory ends the process.
            fatalError("out of memory")
        }
        return memory.assumingMemoryBound(to: Element.self)
    }
}
