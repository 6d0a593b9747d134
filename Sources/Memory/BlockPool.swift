import Dispatch
import Foundation

/// Large blocks that nobody uses just now, kept for whoever needs one of their size next: mapping one takes a page fault
/// for every four kilobytes of it. Those that have not been used for a second are unmapped.
///
/// `@unchecked Sendable`: addresses of blocks are in `state` only while nobody else has them.
final class BlockPool: @unchecked Sendable {
    static let shared = BlockPool()

    /// Blocks from this size on are mapped.
    static let minimumSize = 64 << 10
    /// Octets of address space that blocks leave to everything small, whose allocation nobody checks.
    private static let headroom = 256 << 20
    /// How long an unused block is kept, in nanoseconds, and how often that is looked at.
    private let patience: UInt64
    private static let interval = DispatchTimeInterval.milliseconds(500)
    /// Octets of unused blocks that are kept at the most.
    private let limit: Int

    private struct Idle {
        let base: UnsafeMutableRawPointer
        let since: UInt64
    }

    private struct State {
        /// By size, the one used last at the end.
        var idle: [Int: [Idle]] = [:]
        var octets = 0
        var isTrimming = false
    }

    private let state = Locked(State())

    init(limit: Int = 256 << 20, patience: UInt64 = 1_000_000_000) {
        self.limit = limit
        self.patience = patience
    }

    deinit { trim(usedBefore: .max) }

    /// `count` rounded up, so that requests of about one size find one another's blocks: by an eighth at the most. nil where
    /// no address space is that large.
    static func size(for count: Int) -> Int? {
        let step = 1 << max(Int.bitWidth - (count - 1).leadingZeroBitCount - 4, 12)
        let (sum, overflow) = count.addingReportingOverflow(step - 1)
        return overflow ? nil : sum & ~(step - 1)
    }

    /// A block of `size` octets, which `size(for:)` gave; nil where the system has no room for it.
    func take(_ size: Int) -> UnsafeMutableRawPointer? {
        let kept = state.withLock { state -> Idle? in
            guard let block = state.idle[size]?.popLast() else { return nil }
            state.octets -= size
            return block
        }
        if let kept { return kept.base }
        guard let base = Self.map(size, PROT_READ | PROT_WRITE) else { return nil }
        // Whether the last room was taken is found out by asking for more.
        guard let probe = Self.map(Self.headroom, PROT_NONE) else {
            munmap(base, size)
            return nil
        }
        munmap(probe, Self.headroom)
        return base
    }

    private static func map(_ size: Int, _ protection: Int32) -> UnsafeMutableRawPointer? {
        let base = mmap(nil, size, protection, MAP_PRIVATE | Int32(MAP_ANONYMOUS), -1, 0)
        return base == MAP_FAILED ? nil : base
    }

    func give(_ base: UnsafeMutableRawPointer, _ size: Int) {
        let (isKept, isFirst) = state.withLock { state -> (Bool, Bool) in
            guard state.octets + size <= limit else { return (false, false) }
            state.octets += size
            state.idle[size, default: []].append(Idle(base: base, since: Self.now))
            defer { state.isTrimming = true }
            return (true, !state.isTrimming)
        }
        if !isKept { munmap(base, size) }
        if isFirst { trimLater() }
    }

    /// Octets of unused blocks.
    var idleOctets: Int { state.withLock { $0.octets } }

    /// Unmaps blocks that were given back before `time`; false when none are left.
    @discardableResult
    func trim(usedBefore time: UInt64) -> Bool {
        var old: [(base: UnsafeMutableRawPointer, size: Int)] = []
        let areLeft = state.withLock { state in
            for (size, blocks) in state.idle {
                // Those used last are at the end.
                let count = blocks.firstIndex { $0.since >= time } ?? blocks.count
                old += blocks[..<count].map { ($0.base, size) }
                state.octets -= count * size
                state.idle[size] = count == blocks.count ? nil : Array(blocks[count...])
            }
            state.isTrimming = !state.idle.isEmpty
            return state.isTrimming
        }
        for block in old { munmap(block.base, block.size) }
        return areLeft
    }

    private func trimLater() {
        DispatchQueue.global(qos: .utility).asyncAfter(deadline: .now() + Self.interval) { [weak self] in
            guard let self else { return }
            let now = Self.now
            if trim(usedBefore: now - min(now, patience)) { trimLater() }
        }
    }

    private static var now: UInt64 { DispatchTime.now().uptimeNanoseconds }
}
