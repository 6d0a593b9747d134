#if os(Linux)
    import CLinux
#endif
import Foundation

/// Whether a loop's thread, when something comes for it, takes the processor from whoever has it.
///
/// As a rule it should: whoever waits for an answer should not wait for somebody's time slice as well. Under a stream of
/// small requests it should not. A client on this machine that is about to send more of them would be stopped for every
/// few, and the processors would change hands more often than requests are answered; it is worst for those that wait
/// longest. So a loop that had many requests, while no larger work was under way anywhere, waits its turn (`SCHED_BATCH`,
/// sched(7)) until either is over, or it has no connections any more. Each call changes the calling thread alone, unless
/// that has a policy that somebody else chose.
struct Precedence {
    /// Requests between two looks, a quarter of a second, that make a stream.
    static let stream = 4096

    private(set) var isGiven = true
    private var requests = 0
    private var hadWork = false

    /// A request has come.
    @inline(__always)
    mutating func noteRequest() { requests &+= 1 }

    /// Requests are on their way that take longer than a loop would: workers have something to do, or will have.
    @inline(__always)
    mutating func noteWork() {
        hadWork = true
        end()
    }

    /// Looks at what has come since this was called last.
    mutating func reconsider() {
        let waits = requests >= Self.stream && !hadWork
        (requests, hadWork) = (0, false)
        if waits == isGiven { give(!waits) }
    }

    /// Has the thread be like any other.
    @inline(__always)
    mutating func end() {
        if !isGiven { give(true) }
    }

    private mutating func give(_ isGiven: Bool) {
        self.isGiven = isGiven
        #if os(Linux)
            if isGiven { restorePolicy() } else { waitItsTurn() }
        #endif
    }

    #if os(Linux)
        /// The thread's policy is this one's doing.
        private var isBatch = false

        private mutating func waitItsTurn() {
            guard sched_getscheduler(0) == SCHED_OTHER else { return }
            isBatch = Self.set(Int32(CLINUX_SCHED_BATCH))
        }

        private mutating func restorePolicy() {
            if isBatch, Self.set(SCHED_OTHER) { isBatch = false }
        }

        /// False, and nothing has changed but some speed is lost, where that may not be.
        private static func set(_ policy: Int32) -> Bool {
            var parameters = sched_param(sched_priority: 0)
            return sched_setscheduler(0, policy, &parameters) == 0
        }
    #endif
}
