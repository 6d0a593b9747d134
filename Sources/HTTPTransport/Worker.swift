import Dispatch
import Synchronization

#if os(Linux)
    import CLinux
#endif

/// A thread that sleeps until it is given something to do.
///
/// It is Dispatch's, like an event loop's, and occupied until `end`: so it is always the same one, and whoever wakes it can
/// say where.
///
/// `@unchecked Sendable`: `turn` and `home` belong to the one who wakes the worker, and from then on to its thread until
/// that has begun the turn. Nobody wakes a worker that has been woken and has not come back for more.
final class Worker: @unchecked Sendable {
    private let bell = DispatchSemaphore(value: 0)
    private var turn: (@Sendable () -> Void)?
    #if os(Linux)
        private let thread = Atomic<Int32>(0)
        /// The processors that the thread may run on, where it has been kept to fewer.
        private var home: ProcessorSet?
    #endif

    init(_ number: Int) {
        DispatchQueue(label: "worker.\(number)", qos: .userInitiated).async { self.serve() }
    }

    /// Has the worker do `turn`.
    func wake(_ turn: @escaping @Sendable () -> Void) {
        self.turn = turn
        bell.signal()
    }

    /// Has the worker do `turn`, and begin with it on another processor than this one, on which the caller goes on.
    ///
    /// A scheduler may well put the one who is woken behind the one who wakes it, for the sake of the caches or of
    /// processors that it would rather leave asleep, and takes milliseconds to think better of it.
    func wakeElsewhere(_ turn: @escaping @Sendable () -> Void) {
        #if os(Linux)
            let thread = thread.load(ordering: .relaxed)
            if thread != 0, let all = ProcessorSet(), let others = all.others, others.keep(thread) { home = all }
        #endif
        wake(turn)
    }

    /// Ends the thread, once it has done what it was woken for.
    func end() { bell.signal() }

    private func serve() {
        #if os(Linux)
            thread.store(gettid(), ordering: .relaxed)
        #endif
        while let turn = nextTurn() { turn() }
    }

    /// Sleeps until there is something to do; nil when that is to end.
    private func nextTurn() -> (@Sendable () -> Void)? {
        bell.wait()
        #if os(Linux)
            // From here on the scheduler may do what it likes.
            if let home {
                _ = home.keep(0)
                self.home = nil
            }
        #endif
        defer { turn = nil }
        return turn
    }
}
