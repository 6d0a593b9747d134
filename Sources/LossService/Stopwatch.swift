#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Measures steps that follow one another, in nanoseconds.
struct Stopwatch: Sendable {
    private var last = Self.now

    /// Sets `step` to the time since the lap before, or since the start.
    mutating func lap(_ step: inout UInt64) {
        let now = Self.now
        step = now &- last
        last = now
    }

    private static var now: UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(bitPattern: Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec))
    }
}
