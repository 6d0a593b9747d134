/// The limits of a server, with their durations in the unit that deadlines are reckoned in: made once, shared by all
/// connections.
package final class ConnectionPolicy: Sendable {
    package let limits: HTTPLimits
    package let handshakeTimeout: Int64
    package let handshakePatience: Int64
    package let arrivalPatience: Int64
    let headerTimeout: Int64
    let stallTimeout: Int64
    let idleTimeout: Int64
    let lingerTimeout: Int64
    let drainGrace: Int64
    /// Octets that have to move in each `stallTimeout`.
    let floorPerWindow: Int

    package init(limits: HTTPLimits) {
        self.limits = limits
        handshakeTimeout = limits.handshakeTimeout.nanoseconds
        handshakePatience = limits.handshakePatience.nanoseconds
        arrivalPatience = limits.arrivalPatience.nanoseconds
        headerTimeout = limits.headerTimeout.nanoseconds
        stallTimeout = limits.stallTimeout.nanoseconds
        idleTimeout = limits.idleTimeout.nanoseconds
        lingerTimeout = limits.lingerTimeout.nanoseconds
        drainGrace = limits.drainGrace.nanoseconds
        let rate = Double(max(limits.minimumBytesPerSecond, 0))
        floorPerWindow = Int(min(rate * Double(stallTimeout) / 1e9, 1e15))
    }
}
