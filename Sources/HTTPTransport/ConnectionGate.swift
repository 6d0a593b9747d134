import Memory

/// Counts the connections of a server, says when one more may be accepted, and when the last has gone.
final class ConnectionGate: Sendable {
    private struct State {
        var open = 0
        /// Called once, when a connection has gone.
        var whenRoom: [@Sendable () -> Void] = []
        var whenEmpty: (@Sendable () -> Void)?
    }

    private let limit: Int
    private let state = Locked(State())

    init(limit: Int) { self.limit = max(limit, 1) }

    /// Makes room for one more connection; where there is none, `whenRoom` is called when there is.
    func enter(whenRoom: @escaping @Sendable () -> Void) -> Bool {
        state.withLock { state in
            guard state.open < limit else {
                state.whenRoom.append(whenRoom)
                return false
            }
            state.open += 1
            return true
        }
    }

    /// Calls `body` when the next connection has gone: it may have left room in something else than the count.
    func notifyWhenOneLeaves(_ body: @escaping @Sendable () -> Void) {
        state.withLock { $0.whenRoom.append(body) }
    }

    /// Undoes `enter`, for a connection that then did not come: nothing has changed, so nobody is called.
    func stayOut() { state.withLock { $0.open -= 1 } }

    func leave() {
        let calls = state.withLock { state -> [@Sendable () -> Void] in
            state.open -= 1
            var calls = state.whenRoom
            state.whenRoom = []
            if state.open == 0, let whenEmpty = state.whenEmpty {
                state.whenEmpty = nil
                calls.append(whenEmpty)
            }
            return calls
        }
        for call in calls { call() }
    }

    /// Calls `body` when no connection is open, at once where none is. One caller at a time.
    func notifyWhenEmpty(_ body: @escaping @Sendable () -> Void) {
        let isEmpty = state.withLock { state in
            if state.open > 0 { state.whenEmpty = body }
            return state.open == 0
        }
        if isEmpty { body() }
    }

    var count: Int { state.withLock { $0.open } }
}
