import Memory

/// Places that several threads fill, each its own.
final class Slots<Value: Sendable>: Sendable {
    private let values: Locked<[Value?]>

    init(count: Int) { values = Locked(Array(repeating: nil, count: count)) }

    func put(_ value: Value?, at index: Int) { values.withLock { $0[index] = value } }

    func take(_ index: Int) -> Value? { values.withLock { $0[index] } }
}
