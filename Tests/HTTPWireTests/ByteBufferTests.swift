import HTTPWire
import Testing

struct ByteBufferTests {
    /// On both sides of the size from which memory comes from the pool.
    @Test(arguments: [-1, 0, 1, 7, 8, 9, 1000, 65535, 65536, 65537, 1_000_000])
    func fillsToItsCapacityAndNoFurther(_ capacity: Int) throws {
        let buffer = try #require(ByteBuffer(ifAvailable: capacity))
        let room = max(capacity, 0)
        #expect(buffer.capacity == room && buffer.freeCapacity == room && buffer.copy.isEmpty)
        let octets = (0..<room).map { UInt8(truncatingIfNeeded: $0 * 7) }
        let half = octets.withUnsafeBytes { buffer.append(UnsafeRawBufferPointer(rebasing: $0[..<(room / 2)])) }
        #expect(half == room / 2)
        let rest = (octets[(room / 2)...] + [1, 2, 3]).withUnsafeBytes { buffer.append($0) }
        #expect(rest == room - room / 2)
        #expect(buffer.append("more") == 0)
        #expect(buffer.copy == octets && buffer.freeCapacity == 0)
        buffer.removeAll()
        #expect(buffer.freeCapacity == room && buffer.copy.isEmpty)
    }

    @Test func aCopyIsTheSameBuffer() {
        var first = ByteBuffer(capacity: 10)
        let isUnique = first.isUnique()
        let second = first
        let isShared = !first.isUnique()
        #expect(isUnique && isShared)
        second.append("abc")
        #expect(first.copy == Array("abc".utf8))
        withExtendedLifetime(second) {}
    }

    @Test func anotherKeepsTheMemoryOfItsOwner() {
        var owner: ByteBuffer? = ByteBuffer("abcdef")
        let part = owner.map { ByteBuffer(UnsafeRawBufferPointer(rebasing: $0.bytes[2..<4]), of: $0.owner) }
        let room = owner.map { ByteBuffer(replacing: UnsafeRawBufferPointer(rebasing: $0.bytes[..<2]), of: $0.owner) }
        owner = nil
        #expect(part?.copy == Array("cd".utf8) && part?.freeCapacity == 0)
        #expect(room?.append("xyz") == 2 && room?.copy == Array("xy".utf8))
        #expect(ByteBuffer(UnsafeRawBufferPointer(start: nil, count: 0), of: ByteBuffer("").owner).copy.isEmpty)
    }
}
