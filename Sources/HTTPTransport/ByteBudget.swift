import Synchronization

/// How many octets of requests' content and of answers not yet read all connections together may hold, counted across
/// event loops.
package final class ByteBudget: Sendable {
    private let limit: Int
    private let used = Atomic<Int>(0)

    package init(limit: Int) { self.limit = max(limit, 0) }

    /// Whether `count` more would fit just now; nothing is taken.
    func hasRoom(for count: Int) -> Bool {
        let (sum, overflow) = used.load(ordering: .relaxed).addingReportingOverflow(count)
        return !overflow && sum <= limit
    }

    /// Takes `count`, or nothing where they do not fit.
    func reserve(_ count: Int) -> Bool {
        let (_, after) = used.wrappingAdd(count, ordering: .relaxed)
        guard after > limit else { return true }
        release(count)
        return false
    }

    /// Takes `count`, beyond the limit where it has to be.
    func take(_ count: Int) { used.wrappingAdd(count, ordering: .relaxed) }

    func release(_ count: Int) { used.wrappingSubtract(count, ordering: .relaxed) }

    /// What is taken now, for tests.
    package var inUse: Int { used.load(ordering: .relaxed) }
}
