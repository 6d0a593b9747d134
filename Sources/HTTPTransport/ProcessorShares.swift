/// How many connections' octets come in on each processor, of the connections for which that has been looked at.
struct ProcessorShares {
    private var counts: [Int32: Int] = [:]

    /// A connection's octets come in elsewhere now; nil is where that is not known.
    mutating func move(from old: Int32?, to new: Int32?) {
        guard old != new else { return }
        if let old { counts[old, default: 0] -= 1 }
        if let new { counts[new, default: 0] += 1 }
    }

    /// No connection has been looked at.
    var isEmpty: Bool { counts.allSatisfy { $0.value == 0 } }

    /// Whether the connections of one processor are half of all at least, and half as many again as one of so many loops
    /// should have. So it is also for a connection whose processor is not known.
    func areCrowded(on processor: Int32?, loops: Int) -> Bool {
        guard let processor else { return true }
        let (here, all) = (counts[processor, default: 0], counts.values.reduce(0, +))
        return 2 * here >= all && 2 * loops * here >= 3 * all
    }
}
