import Memory

/// A fixed block of memory that bytes are appended to: request bodies are read into one, answers are written into one.
///
/// Its capacity never changes, so a pointer into it stays good for its lifetime and a body is never copied to grow.
/// Bytes past `count` are uninitialised and are never handed out. A copy of the value is the same buffer.
///
/// `@unchecked Sendable`: a buffer has one writer at a time: who fills it before handing it on, and then at the most the
/// one to whom it was handed, before anybody else reads it.
package struct ByteBuffer: @unchecked Sendable {
    private struct Facts {
        let base: UnsafeMutableRawPointer
        let capacity: Int
        var count: Int
        /// What keeps the memory, where it does not lie behind this.
        let owner: AnyObject?
    }

    /// Aligned for every scalar type, and no more: there is a quick way to memory that is not aligned to more than that.
    private typealias Unit = UInt64

    /// Memory from the pool.
    private final class PooledMemory {
        let block: MemoryBlock

        init(_ block: consuming MemoryBlock) { self.block = block }
    }

    private var storage: ManagedBuffer<Facts, Unit>

    /// For what does not grow with what a client sends.
    package init(capacity: Int) { self.init(behind: max(capacity, 0)) }

    /// For content and answers: nil where the system has no room for it. A small one finds some: large blocks leave it.
    package init?(ifAvailable capacity: Int) {
        let capacity = max(capacity, 0)
        guard capacity >= MemoryBlock.pooledSize else {
            self.init(behind: capacity)
            return
        }
        guard let block = MemoryBlock(ifAvailable: capacity) else { return nil }
        let base = block.base
        self.init(Facts(base: base, capacity: capacity, count: 0, owner: PooledMemory(block)))
    }

    /// Bytes that are there already and that nobody writes to any more, in memory that `owner` keeps.
    package init(_ bytes: UnsafeRawBufferPointer, of owner: AnyObject) {
        // Nothing is read of nothing, but it needs a place; and there is no free space to write to.
        let base = UnsafeMutableRawPointer(mutating: bytes.baseAddress ?? UnsafeRawPointer(Self.nowhere))
        self.init(Facts(base: base, capacity: bytes.count, count: bytes.count, owner: owner))
    }

    /// Room for others in the place of `bytes`, in memory that `owner` keeps: nobody reads those any more.
    package init(replacing bytes: UnsafeRawBufferPointer, of owner: AnyObject) {
        self.init(bytes, of: owner)
        removeAll()
    }

    package init(_ bytes: UnsafeRawBufferPointer) {
        self.init(capacity: bytes.count)
        append(bytes)
    }

    package init(_ bytes: [UInt8]) {
        self.init(capacity: bytes.count)
        bytes.withUnsafeBytes { _ = append($0) }
    }

    package init(_ text: String) { self.init([UInt8](text.utf8)) }

    /// Memory behind the facts.
    private init(behind capacity: Int) {
        let units = (capacity + MemoryLayout<Unit>.size - 1) / MemoryLayout<Unit>.size
        storage = .create(minimumCapacity: units) {
            let base = $0.withUnsafeMutablePointerToElements { UnsafeMutableRawPointer($0) }
            return Facts(base: base, capacity: capacity, count: 0, owner: nil)
        }
    }

    /// Memory elsewhere.
    private init(_ facts: Facts) { storage = .create(minimumCapacity: 0) { _ in facts } }

    /// Where no bytes are.
    nonisolated(unsafe) private static let nowhere = UnsafeMutableRawPointer.allocate(byteCount: 1, alignment: 1)

    /// What keeps the bytes.
    package var owner: AnyObject { storage }

    /// Whether nobody else has this buffer.
    package mutating func isUnique() -> Bool { isKnownUniquelyReferenced(&storage) }

    package var capacity: Int { storage.withUnsafeMutablePointerToHeader { $0.pointee.capacity } }

    package var count: Int { storage.withUnsafeMutablePointerToHeader { $0.pointee.count } }

    /// The bytes written so far. Hazard: valid as long as the buffer is, which ends at the last use of its last reference:
    /// never take the bytes of a buffer that nothing else holds (`makeBuffer().bytes`).
    package var bytes: UnsafeRawBufferPointer {
        storage.withUnsafeMutablePointerToHeader {
            UnsafeRawBufferPointer(start: $0.pointee.base, count: $0.pointee.count)
        }
    }

    /// A copy of the bytes written so far.
    package var copy: [UInt8] { withExtendedLifetime(self) { [UInt8](bytes) } }

    /// Forgets what was written, for a buffer that is filled again and again and never handed on.
    package func removeAll() { storage.withUnsafeMutablePointerToHeader { $0.pointee.count = 0 } }

    package var freeCapacity: Int {
        storage.withUnsafeMutablePointerToHeader { $0.pointee.capacity - $0.pointee.count }
    }

    /// Appends as many of `bytes` as there is room for, and says how many those were.
    @discardableResult
    package func append(_ bytes: UnsafeRawBufferPointer) -> Int {
        write { free in
            let taken = min(bytes.count, free.count)
            free.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[..<taken]))
            return taken
        }
    }

    @discardableResult
    package func append(_ text: StaticString) -> Int {
        append(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Lets `body` write into the free space; it returns how many bytes it initialised from the start of it.
    @discardableResult
    package func write<E: Error>(_ body: (UnsafeMutableRawBufferPointer) throws(E) -> Int) throws(E) -> Int {
        let free = storage.withUnsafeMutablePointerToHeader {
            UnsafeMutableRawBufferPointer(
                start: $0.pointee.base + $0.pointee.count, count: $0.pointee.capacity - $0.pointee.count)
        }
        let written = try body(free)
        precondition(written >= 0 && written <= free.count, "wrote past the end of a ByteBuffer")
        storage.withUnsafeMutablePointerToHeader { $0.pointee.count += written }
        return written
    }

    /// Has `body` put octets into the free space.
    @inline(__always)
    func put(_ body: (inout OctetCursor) -> Void) {
        storage.withUnsafeMutablePointerToHeader { facts in
            let (base, start) = (facts.pointee.base, facts.pointee.base + facts.pointee.count)
            var cursor = OctetCursor(from: start, to: base + facts.pointee.capacity)
            body(&cursor)
            facts.pointee.count = cursor.place - base
        }
    }
}
