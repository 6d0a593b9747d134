import Memory

/// Which loop serves which connection: one that runs where the connection's octets come in, as far as the loops stay
/// balanced. So each thread of a client on this machine, and each queue of a network card, has a loop close to it, and what
/// comes in need not go from one processor to another.
final class Placement: Sendable {
    let locality: Locality
    private let loops = Locked<[EventLoop]>([])

    init(_ locality: Locality) { self.locality = locality }

    /// Has these loops serve whoever comes.
    func begin(_ loops: [EventLoop]) { self.loops.withLock { $0 = loops } }

    /// Leaves every connection where it is: the loops are about to stop.
    func end() { loops.withLock { $0 = [] } }

    /// A loop for a connected socket, which is counted there; nil when there are none.
    func loop(for socket: Int32) -> EventLoop? { choose(near: locality.incoming(socket), insteadOf: nil) }

    /// A better loop than `current` for a connected socket, which is then counted there; nil where there is none.
    func loop(for socket: Int32, insteadOf current: EventLoop) -> EventLoop? {
        locality.incoming(socket).flatMap { choose(near: $0, insteadOf: current) }
    }

    private func choose(near processor: Int32?, insteadOf current: EventLoop?) -> EventLoop? {
        loops.withLock { loops -> EventLoop? in
            let here = loops.firstIndex { $0 === current }
            let chosen = Self.choice(
                loads: loops.map { $0.load.load(ordering: .relaxed) },
                isNear: loops.map { $0.processor.load(ordering: .relaxed) == processor }, current: here)
            guard let chosen, chosen != here else { return nil }
            loops[chosen].load.wrappingAdd(1, ordering: .relaxed)
            current?.load.wrappingSubtract(1, ordering: .relaxed)
            return loops[chosen]
        }
    }

    /// The loop for a connection, which `loads` counts where it is: a near one unless that has more than `slack` more than
    /// another without it; else `current`, if there is one; else the one with the fewest.
    static func choice(loads: [Int], isNear: [Bool], current: Int?) -> Int? {
        if let current, isNear[current] { return current }
        var loads = loads
        if let current { loads[current] -= 1 }
        guard let fewest = loads.min() else { return nil }
        let near = loads.indices.filter { isNear[$0] }.min { loads[$0] < loads[$1] }
        if let near, loads[near] <= fewest + slack(fewest) { return near }
        return current ?? loads.firstIndex(of: fewest)
    }

    /// How many more a loop may have than one with `fewest`, before it is given another: enough for two of them to exchange
    /// theirs one by one. Not many more, since a loop near its clients shares a processor with those on this machine.
    private static func slack(_ fewest: Int) -> Int { min(fewest / 2, 1 + fewest / 16) }
}
