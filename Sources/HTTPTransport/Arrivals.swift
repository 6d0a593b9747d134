import Synchronization

/// How many requests' contents are on their way in just now, counted across event loops: each will want a worker soon.
///
/// Content that dawdles is not counted any more, so clients that drip theirs keep nobody out: `step` octets have to come
/// in one read at least every `arrivalPatience`. Octets that are here and have not had their turn are not the client's delay.
final class Arrivals: Sendable {
    static let step = 16 << 10

    private let number = Atomic<Int>(0)

    var count: Int { number.load(ordering: .relaxed) }

    func begin() { number.wrappingAdd(1, ordering: .relaxed) }

    func end() { number.wrappingSubtract(1, ordering: .relaxed) }
}
