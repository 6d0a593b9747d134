/// Tells a transfer that moves from one that stands still or only pretends to move.
///
/// A transfer is given up when nothing moves for a stall timeout, and when less than the minimum rate asks for moved in
/// one window as long as that: one octet now and then does not keep it alive, nor does a fast start pay for a slow end.
struct ProgressMeter: Sendable {
    private var windowEnd = MonotonicInstant(nanoseconds: 0)
    private var windowOctets = 0
    private var silenceEnd = MonotonicInstant(nanoseconds: 0)

    mutating func start(_ policy: ConnectionPolicy, at now: MonotonicInstant) {
        windowEnd = now + policy.stallTimeout
        silenceEnd = windowEnd
        windowOctets = 0
    }

    mutating func moved(_ octets: Int, _ policy: ConnectionPolicy, at now: MonotonicInstant) {
        guard octets > 0 else { return }
        windowOctets &+= octets
        silenceEnd = now + policy.stallTimeout
    }

    /// When to look again.
    var deadline: MonotonicInstant { min(windowEnd, silenceEnd) }

    /// Whether the transfer is to be given up at `now`; a window that was good enough makes room for the next one.
    mutating func hasStalled(_ policy: ConnectionPolicy, at now: MonotonicInstant) -> Bool {
        if now >= silenceEnd { return true }
        guard now >= windowEnd else { return false }
        guard windowOctets >= policy.floorPerWindow else { return true }
        windowEnd = now + policy.stallTimeout
        windowOctets = 0
        return false
    }
}
