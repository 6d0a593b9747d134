import Foundation
import HTTPWire

/// Between two turns.
extension EventLoop {
    /// Events that come within so many nanoseconds are worth looking out for.
    private static let briskness: Int64 = 20_000

    /// Waits for events. Where the last ones came at once the next ones may, too: before this sleeps it looks for them a
    /// moment longer, and has whoever wants the processor go first. Going to sleep and being woken takes as long as a
    /// small request does, and who sends it waits meanwhile. Workers, though, would go first for longer than that.
    func wait() {
        let start = MonotonicInstant.now
        let end = start + Self.briskness
        let isLight = traffic.isLight
        if !isLight { precedence.noteWork() }
        if openCount == 0 { precedence.end() }
        if isBrisk, isLight {
            repeat {
                poller.wait(milliseconds: 0)
                if poller.hasEvents { return }
                sched_yield()
            } while MonotonicInstant.now < end
        }
        poller.wait(milliseconds: timeout)
        isBrisk = poller.hasEvents && MonotonicInstant.now < end
    }

    private var timeout: Int32 {
        if !scheduled.isEmpty { return 0 }
        return openCount > 0 ? Int32(Self.sweepInterval / 1_000_000) : -1
    }
}
