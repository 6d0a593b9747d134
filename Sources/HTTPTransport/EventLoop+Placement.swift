/// Connections that go to another loop.
extension EventLoop {
    /// After how many requests a connection's place is looked at again.
    static let requestsPerPlacement: UInt64 = 256

    /// Hands a connection that something has just come on to a loop that serves it better, if there is one and nothing is
    /// under way here.
    func moves(_ connection: Connection) -> Bool {
        guard connection.isAtRest else { return false }
        connection.nextPlacement = connection.request &+ Self.requestsPerPlacement
        guard let loop = placement.loop(for: connection, insteadOf: self) else { return false }
        vacate(connection)
        loop.post(.takeOver(connection))
        return true
    }
}
