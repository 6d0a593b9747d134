import Testing

@testable import Memory

struct BlockPoolTests {
    private let size = 100_000 / 4096 * 4096 + 8192

    @Test func whatIsGivenBackIsTakenAgain() throws {
        let pool = BlockPool(patience: .max)
        let first = try #require(pool.take(size))
        let second = try #require(pool.take(size))
        #expect(first != second && pool.idleOctets == 0)
        pool.give(first, size)
        pool.give(second, size)
        #expect(pool.idleOctets == 2 * size)
        #expect(pool.take(size) == second)
        let other = try #require(pool.take(2 * size))
        #expect(other != first)
        #expect(pool.take(size) == first && pool.idleOctets == 0)
        for (block, size) in [(first, size), (second, size), (other, 2 * size)] {
            pool.give(block, size)
        }
    }

    @Test func whatIsNotUsedGoesBack() throws {
        let pool = BlockPool(patience: .max)
        pool.give(try #require(pool.take(size)), size)
        #expect(pool.trim(usedBefore: 0))
        #expect(pool.idleOctets == size)
        #expect(!pool.trim(usedBefore: .max))
        #expect(pool.idleOctets == 0)
    }

    @Test func noMoreIsKeptThanTheLimit() throws {
        let pool = BlockPool(limit: 2 * size, patience: .max)
        let blocks = try (0..<3).map { _ in try #require(pool.take(size)) }
        for block in blocks { pool.give(block, size) }
        #expect(pool.idleOctets == 2 * size)
    }

    @Test func sizesAreRoundedUpByAnEighthAtTheMost() throws {
        for bits in 16...40 {
            for count in [1 << bits, 1 << bits + 1, 3 << (bits - 1), 2 << bits - 1] {
                let size = try #require(BlockPool.size(for: count))
                #expect(size >= count && size - count <= count / 8 && size % 4096 == 0)
                #expect(BlockPool.size(for: size) == size)
            }
        }
    }

    @Test(arguments: [0, 1, 1000, 65_535, 65_536, 1_000_000])
    func blocksHoldWhatIsPutIn(count: Int) {
        guard var block = MemoryBlock(ifAvailable: count) else {
            Issue.record("no block of \(count) octets")
            return
        }
        #expect(block.capacity >= count)
        for index in 0..<count {
            block.base.storeBytes(of: UInt8(truncatingIfNeeded: index), toByteOffset: index, as: UInt8.self)
        }
        let isResized = block.resize(to: 3 * count, keeping: count)
        #expect(isResized)
        #expect(block.capacity >= 3 * count)
        for index in 0..<count {
            #expect(block.base.load(fromByteOffset: index, as: UInt8.self) == UInt8(truncatingIfNeeded: index))
        }
    }

    @Test func whatNoSystemHasRoomForIsNil() {
        #expect(BlockPool.size(for: .max) == nil)
        for count in [Int.max, Int.max / 2, 1 << 60] {
            if MemoryBlock(ifAvailable: count) != nil { Issue.record("a block of \(count) octets") }
        }
    }
}
