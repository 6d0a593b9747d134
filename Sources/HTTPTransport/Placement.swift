import Memory

/// Which loop serves which connection: one that runs where the connection's octets come in, as far as the loops stay
/// balanced. So each thread of a client on this machine, and each queue of a network card, has a loop close to it, and what
/// comes in need not go from one processor to another. Where most of it comes in on one processor, that one has enough to do
/// with it, and most connections are served elsewhere.
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
            // Before any connection has been looked at, none of the loops is better than another.
            let processor = shares.isEmpty ? nil : processor
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

    /// The loop for a connection. `loads` are the connections of each loop, this one among those of `current`, which is nil
    /// for a new connection.
    ///
    /// As a rule that is the near loop with the fewest others, as long as it has at most half as many again as the loop with
    /// the fewest of all; otherwise `current`, or the loop with the fewest. Who is on a near loop stays.
    ///
    /// Where the processor `isCrowded`, a near loop shares it with a client on this machine, or with the network's work, and a
    /// connection counts twice there. The loop where that comes to least is the one; but who has a loop keeps it as long as
    /// that has at most an eighth more than the least, and one.
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
