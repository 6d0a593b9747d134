import Memory

/// Which loop serves which connection: one that runs where the connection's octets come in, as far as the loops stay
/// balanced. So each thread of a client on this machine, and each queue of a network card, has a loop close to it, and what
/// comes in need not go from one processor to another.
final class Placement: Sendable {
    let locality: Locality
    private let state = Locked(State())

    init(_ locality: Locality) { self.locality = locality }

    /// Has these loops serve whoever comes.
    func begin(_ loops: [EventLoop]) { state.withLock { $0.loops = loops } }

    /// Leaves every connection where it is: the loops are about to stop.
    func end() { state.withLock { $0.loops = [] } }

    /// A loop for a connected socket, which is counted there; nil when there are none.
    func loop(for socket: Int32) -> EventLoop? {
        let processor = locality.incoming(socket)
        return state.withLock { $0.choose(near: processor, insteadOf: nil) }
    }

    /// A better loop than `current` for a connection of its own, which is then counted there; nil where there is none.
    func loop(for connection: Connection, insteadOf current: EventLoop) -> EventLoop? {
        let processor = locality.incoming(connection.channel.socket.number)
        return state.withLock { state in
            state.count(connection, on: processor)
            return processor.flatMap { state.choose(near: $0, insteadOf: current) }
        }
    }

    /// A connection is closed.
    func forget(_ connection: Connection) {
        if connection.processor != nil { state.withLock { $0.count(connection, on: nil) } }
    }

    private struct State {
        var loops: [EventLoop] = []
        var shares = ProcessorShares()

        mutating func count(_ connection: Connection, on processor: Int32?) {
            shares.move(from: connection.processor, to: processor)
            connection.processor = processor
        }

        func choose(near processor: Int32?, insteadOf current: EventLoop?) -> EventLoop? {
            let here = loops.firstIndex { $0 === current }
            let chosen = Placement.choice(
                loads: loops.map { $0.load.load(ordering: .relaxed) },
                isNear: loops.map { $0.processor.load(ordering: .relaxed) == processor }, current: here,
                isCrowded: shares.areCrowded(on: processor, loops: loops.count))
            guard let chosen, chosen != here else { return nil }
            loops[chosen].load.wrappingAdd(1, ordering: .relaxed)
            current?.load.wrappingSubtract(1, ordering: .relaxed)
            return loops[chosen]
        }
    }

    /// The loop for a connection, which `loads` counts where it is.
    ///
    /// A near one, unless that then has more than half as many again as another, and one more; else `current`, if there is
    /// one; else the one with the fewest. Where most of what comes in `isCrowded` onto one processor, though, the near ones
    /// share it with a client on this machine, or with the network's work, and get half as many as the others; who has a
    /// loop stays while that has no more than an eighth too many.
    static func choice(loads: [Int], isNear: [Bool], current: Int?, isCrowded: Bool) -> Int? {
        var loads = loads
        if let current { loads[current] -= 1 }
        if isCrowded {
            let costs = loads.indices.map { (loads[$0] + 1) * (isNear[$0] ? 2 : 1) }
            guard let best = costs.indices.min(by: { costs[$0] < costs[$1] }) else { return nil }
            guard let current, costs[current] <= costs[best] + costs[best] / 8 + 1 else { return best }
            return current
        }
        if let current, isNear[current] { return current }
        guard let fewest = loads.min() else { return nil }
        let near = loads.indices.filter { isNear[$0] }.min { loads[$0] < loads[$1] }
        if let near, loads[near] <= fewest + fewest / 2 { return near }
        return current ?? loads.firstIndex(of: fewest)
    }
}
