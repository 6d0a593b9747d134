/// Where batches are computed: the service says what it needs, whoever starts the server brings it.
package protocol BatchExecutor: Sendable {
    /// Runs `work` on a worker as soon as one is free; false when too much is waiting already.
    func submit(_ work: @escaping @Sendable () -> Void) -> Bool

    /// Whether `submit` would take something just now, after `count` others.
    func hasRoom(after count: Int) -> Bool

    /// Runs `body` once for each of 0 ..< `count`, in any order, on the calling thread and on workers that have nothing
    /// else to do, and returns when all are done.
    func concurrentPerform(count: Int, _ body: @Sendable (Int) -> Void)
}

/// Everything on the calling thread, one after another: for work too small to share, and for programs without workers.
package struct SerialExecutor: BatchExecutor {
    package init() {}

    package func hasRoom(after count: Int) -> Bool { true }

    package func submit(_ work: @escaping @Sendable () -> Void) -> Bool {
        work()
        return true
    }

    package func concurrentPerform(count: Int, _ body: @Sendable (Int) -> Void) {
        for index in 0..<count { body(index) }
    }
}
