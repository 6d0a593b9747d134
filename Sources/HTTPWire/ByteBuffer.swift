import Memory

/// A fixed block of memory that bytes are appended to: request bodies are read into one, answers are written into one.
///
/// Its capacity never changes, so a pointer into it stays good for its lifetime and a body is never copied to grow.
/// Bytes past `count` are uninitialised and are never handed out.
///
/// `@unchecked Sendable`: a buffer has one writer, who fills it before handing it on; after that nobody writes to it.
package final class ByteBuffer: @unchecked Sendable {
    package let capacity: Int
    // Nobody but the one writer changes it, and no change reaches back here.
    @exclusivity(unchecked) package private(set) var count = 0
    private let block: MemoryBlock

    /// For what does not grow with what a client sends.
    package init(capacity: Int) {
        self.capacity = max(capacity, 0)
        block = MemoryBlock(self.capacity)
    }

    /// For content and answers: nil where the system has no room for it.
    package init?(ifAvailable capacity: Int) {
        self.capacity = max(capacity, 0)
        guard let block = MemoryBlock(ifAvailable: self.capacity) else { return nil }
        self.block = block
    }

    package convenience init(_ bytes: UnsafeRawBufferPointer) {
        self.init(capacity: bytes.count)
        append(bytes)
    }

    package convenience init(_ bytes: [UInt8]) {
        self.init(capacity: bytes.count)
        bytes.withUnsafeBytes { _ = append($0) }
    }

    package convenience init(_ text: String) { self.init([UInt8](text.utf8)) }

    private var base: UnsafeMutableRawPointer { block.base }

    /// The bytes written so far. Hazard: valid as long as the buffer is, which ends at the last use of its last reference:
    /// never take the bytes of a buffer that nothing else holds (`makeBuffer().bytes`).
    package var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base, count: count) }

    /// A copy of the bytes written so far.
    package var copy: [UInt8] { withExtendedLifetime(self) { [UInt8](bytes) } }

    /// Forgets what was written, for a buffer that is filled again and again and never handed on.
    package func removeAll() { count = 0 }

    package var freeCapacity: Int { capacity - count }

    /// Appends as many of `bytes` as there is room for, and says how many those were.
    @discardableResult
    package func append(_ bytes: UnsafeRawBufferPointer) -> Int {
        let taken = min(bytes.count, freeCapacity)
        guard taken > 0, let source = bytes.baseAddress else { return 0 }
        (base + count).copyMemory(from: source, byteCount: taken)
        count += taken
        return taken
    }

    @discardableResult
    package func append(_ text: StaticString) -> Int {
        append(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Lets `body` write into the free space; it returns how many bytes it initialised from the start of it.
    @discardableResult
    package func write<E: Error>(_ body: (UnsafeMutableRawBufferPointer) throws(E) -> Int) throws(E) -> Int {
        let written = try body(UnsafeMutableRawBufferPointer(start: base + count, count: freeCapacity))
        precondition(written >= 0 && written <= freeCapacity, "wrote past the end of a ByteBuffer")
        count += written
        return written
    }
}
