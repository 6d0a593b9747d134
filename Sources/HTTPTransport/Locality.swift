#if os(Linux)
    import CLinux
#endif

/// On which processors things happen; nil where the system does not say. Tests have ideas of their own.
struct Locality: Sendable {
    /// Where the calling thread runs.
    var current: @Sendable () -> Int32? = {
        #if os(Linux)
            sched_getcpu()
        #else
            nil
        #endif
    }
    /// Where what came last on a connected socket came in.
    var incoming: @Sendable (_ socket: Int32) -> Int32? = { Socket.incomingProcessor($0) }
}
