import LossService

/// Workers that take nothing: whatever is answered was answered without one.
struct FullExecutor: BatchExecutor {
    func submit(_ work: @escaping @Sendable () -> Void) -> Bool { false }
    func hasRoom(after count: Int) -> Bool { count < 2 }
    func concurrentPerform(count: Int, _ body: @Sendable (Int) -> Void) {}
}
