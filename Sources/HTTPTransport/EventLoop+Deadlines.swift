import HTTPWire

/// Who is late, and what follows from it.
extension EventLoop {
    /// Looks at every connection's deadlines, and at how this loop fares among the machine's threads.
    func sweep() {
        nextSweep = now + Self.sweepInterval
        precedence.reconsider()
        for case let connection? in slots {
            if let end = connection.arrivesUntil, now >= end, !connection.mayRead { endArrival(connection) }
            if connection.handshakeEnd != nil, isLateWithHandshake(connection) {
                remove(connection)
                continue
            }
            if connection.hasOutput { noteAcknowledgements(connection) }
            guard isLate(connection) else { continue }
            if connection.lowWater > 1 {
                // Something may have come, only less than is worth being woken for.
                connection.mayRead = true
                run(connection)
                guard connection.isOpen, isLate(connection) else { continue }
            }
            let action = connection.http.deadlinePassed(at: now)
            if case .close = action, connection.hasOutput { abandonOutput(connection) }
            perform(action, on: connection)
            run(connection)
        }
    }

    /// An answer moves where the client acknowledges it, too: the poller says that there is room for more only when half of
    /// what the kernel holds has gone out, for which a slow client may take minutes. So octets count twice, when the kernel
    /// takes them and when the client has them.
    private func noteAcknowledgements(_ connection: Connection) {
        let held = Socket.unacknowledged(connection.channel.socket.number)
        connection.http.outputMoved(connection.unacknowledged - held, at: now)
        connection.unacknowledged = held
    }

    private func isLate(_ connection: Connection) -> Bool {
        connection.http.deadline.map { now >= $0 } ?? false
    }
}
