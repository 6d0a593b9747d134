/// How many handshakes a loop has under way, and who waits for one of them to end: each takes tens of kilobytes and
/// a signature.
struct HandshakeQueue {
    let limit: Int
    private(set) var underWay = 0
    /// In the order in which they came; some may have gone since.
    private var waiting = Fifo<Connection>()

    init(limit: Int) { self.limit = max(limit, 1) }

    var isAnyoneWaiting: Bool { !waiting.isEmpty }

    /// Whether `connection` may begin; where it may not it waits here.
    mutating func enter(_ connection: Connection) -> Bool {
        guard underWay < limit else {
            waiting.append(connection)
            return false
        }
        underWay += 1
        return true
    }

    /// One has ended, well or not. Returns who is to go on.
    mutating func leave() -> Connection? {
        underWay -= 1
        while let next = waiting.popFirst() {
            if next.isOpen { return next }
        }
        return nil
    }
}
