/// Every limit on what a client may send and how long it may take, with the defaults of the contract.
/// Each is the largest value that is still accepted.
package struct HTTPLimits: Sendable {
    /// Octets of the request line, without its line end; past it 414. Not an option of its own.
    package var maxRequestLineBytes = 16384
    /// Octets of request line and fields together, line ends included; past it 431.
    package var maxHeaderBytes = 32768
    /// Number of header fields; past it 431.
    package var maxHeaderFields = 100
    /// Octets of content; past it 413, before any of it is read where its length was announced.
    package var maxBodyBytes = 256 << 20
    /// Octets held over all connections of requests' content, and of answers that were not read yet; past it 503.
    package var maxInflightBytes = 1 << 30
    /// Open connections.
    package var maxConnections = 4096
    /// A whole header section, from its first octet; past it 408.
    package var headerTimeout = Duration.seconds(10)
    /// A TLS handshake, from the connection's begin; past it the connection is closed.
    package var handshakeTimeout = Duration.seconds(10)
    /// TLS handshakes under way at once on one event loop; more wait for one of these to end.
    package var maxHandshakes = 256
    /// What a handshake has of its time where others wait.
    package var handshakePatience = Duration.seconds(1)
    /// A body or an answer that does not move.
    package var stallTimeout = Duration.seconds(15)
    /// How long content that is on its way and comes in drips still counts as coming.
    package var arrivalPatience = Duration.seconds(1)
    /// A connection on which no request has begun.
    package var idleTimeout = Duration.seconds(75)

    /// What a body or an answer has to move on average over each `stallTimeout`; slower counts as not moving.
    package var minimumBytesPerSecond = 64
    /// Octets of chunk extensions in one message, white space around them included; past it 400.
    package var maxChunkExtensionBytes = 4096
    /// How much unread content of a refused request is read and dropped to keep its connection; past it the connection
    /// is closed.
    package var maxDiscardedBytes = 256 << 10
    /// How long a connection that is being closed is still read from, so that its client gets to see the answer
    /// (RFC 9112 §9.6).
    package var lingerTimeout = Duration.seconds(5)
    /// Octets read in that time.
    package var maxLingerBytes = 512 << 20
    /// How long a server that is draining still waits for the first request of a connection that is new, and for a
    /// request that was under way on one that it has ended.
    package var drainGrace = Duration.milliseconds(500)

    /// How many times its length content may inflate to, once it is past `inflationAllowance` octets; past it 413.
    package var maxInflationRatio = 100
    package var inflationAllowance = 8 << 20
    /// Time for inflating one content; past it 408.
    package var inflateTimeout = Duration.seconds(10)

    package init() {}
}
