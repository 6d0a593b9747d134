/// Which descriptors can be read from or written to, reported once per change (edge-triggered): who is told has to read
/// or write until it would block. So nothing need be registered anew per request, or to wait for room to write.
///
/// `EpollPoller` on Linux, `KqueuePoller` on Darwin; both have the members that `EventLoop` uses:
/// `init() throws(TransportError)`, `add`, `remove`, `wait`, `forEachEvent`, and `wake` (from any thread).
struct PollEvent {
    /// What the descriptor was added with; `wakeToken` for a wake-up.
    var token: UInt64
    var readable: Bool
    var writable: Bool
    /// The client has sent its last octet; what it sent before may still be unread.
    var inputEnds: Bool
    /// The connection was reset, failed, or is shut down both ways.
    var failed: Bool

    static let wakeToken = UInt64.max
}

#if os(Linux)
    typealias Poller = EpollPoller
#else
    typealias Poller = KqueuePoller
#endif
