/// The limits of a server, with their durations in the unit that deadlines are reckoned in: made once, shared by all
/// connections.
package final class ConnectionPolicy: Sendable {
    package let limits: HTTPLimits
    package let handshakeTimeout: Int64
    package let handshakePatience: Int64
    let headerTimeout: Int64
    let stallTimeout: Int64
    let idleTimeout: Int64
    let lingerTimeout: Int64
    let drainGrace: Int64
    /// Octets that have to move in each `stallTimeout`.
    let floorPerWindow: Int

    package init(limits: HTTPLimits) {
        self.limits = limits
        handshakeTimeout = Self.nanoseconds(limits.handshakeTimeout)
        handshakePatience = Self.nanoseconds(limits.handshakePatience)
        headerTimeout = Self.nanoseconds(limits.headerTimeout)
        stallTimeout = Self.nanoseconds(limits.stallTimeout)
        idleTimeout = Self.nanoseconds(limits.idleTimeout)
        lingerTimeout = Self.nanoseconds(limits.lingerTimeout)
        drainGrace = Self.nanoseconds(limits.drainGrace)
        let rate = Double(max(limits.minimumBytesPerSecond, 0))
        floorPerWindow = Int(min(rate * Double(stallTimeout) / 1e9, 1e15))
    }

    private static func nanoseconds(_ duration: Duration) -> Int64 {
        let (seconds, attoseconds) = duration.components
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, sumOverflow) = whole.addingReportingOverflow(attoseconds / 1_000_000_000)
        return overflow || sumOverflow ? .max : max(sum, 0)
    }
}
