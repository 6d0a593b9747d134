import Memory

/// A fixed block of memory that bytes are appended to: request bodies are read into one, answers are written into one.
///
/// Its capacity never changes, so a pointer into it stays good for its lifetime and a body is never copied to grow.
/// Bytes past `count` are uninitialised and are never handed out.
///
/// `@unchecked Sendable`: a buffer has one writer at a time: who fills it before handing it on, and then at the most the
/// one to whom it was handed, before anybody else reads it.
package final class ByteBuffer: @unchecked Sendable {
    package let capacity: Int
    // Nobody but the one writer changes it, and no change reaches back here.
    @exclusivity(unchecked) package private(set) var count = 0
    /// Its own memory, or what keeps another's.
    private let block: MemoryBlock?
    private let owner: AnyObject?
    private let base: UnsafeMutableRawPointer

    /// For what does not grow with what a client sends.
    package init(capacity: Int) {
        self.capacity = max(capacity, 0)
        let block = MemoryBlock(self.capacity)
        base = block.base
        self.block = consume block
        owner = nil
    }

    /// For content and answers: nil where the system has no room for it.
    package init?(ifAvailable capacity: Int) {
        self.capacity = max(capacity, 0)
        guard let block = MemoryBlock(ifAvailable: self.capacity) else { return nil }
        base = block.base
        self.block = consume block
        owner = nil
    }

    /// Bytes that are there already and that nobody writes to any more, in memory that `owner` keeps.
    package init(_ bytes: UnsafeRawBufferPointer, of owner: AnyObject) {
        capacity = bytes.count
        count = bytes.count
        block = nil
        self.owner = owner
        // Nothing is read of nothing, but it needs a place; and there is no free space to write to.
        base = UnsafeMutableRawPointer(mutating: bytes.baseAddress ?? UnsafeRawPointer(Self.nowhere))
    }

    /// Room for others in the place of `bytes`, in memory that `owner` keeps: nobody reads those any more.
    package init(replacing bytes: UnsafeRawBufferPointer, of owner: AnyObject) {
        capacity = bytes.count
        block = nil
        self.owner = owner
        base = UnsafeMutableRawPointer(mutating: bytes.baseAddress ?? UnsafeRawPointer(Self.nowhere))
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

    /// Where no bytes are.
    nonisolated(unsafe) private static let nowhere = UnsafeMutableRawPointer.allocate(byteCount: 1, alignment: 1)

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
