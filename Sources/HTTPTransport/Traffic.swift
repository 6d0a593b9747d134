import Synchronization

/// The requests that are on their way through the server just now, counted across event loops.
final class Traffic: Sendable {
    struct Tally: ~Copyable {
        private let number = Atomic<Int>(0)

        var count: Int { number.load(ordering: .relaxed) }

        borrowing func begin() { number.wrappingAdd(1, ordering: .relaxed) }

        borrowing func end() { number.wrappingSubtract(1, ordering: .relaxed) }
    }

    /// Those whose content is coming: each will want a worker soon.
    ///
    /// Content that dawdles is not counted any more, so clients that drip theirs keep nobody out: `step` octets have to come
    /// in one read at least every `arrivalPatience`. Octets that are here and have not had their turn are not the client's
    /// delay.
    let arrivals = Tally()
    static let step = 16 << 10

    /// Those that the handler answers later.
    let exchanges = Tally()

    /// None of either: only the loops themselves have something to do.
    var isLight: Bool { arrivals.count == 0 && exchanges.count == 0 }
}
