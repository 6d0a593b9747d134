import Dispatch
import Synchronization

/// A loop that several threads run together: each takes the next index until none is left.
///
/// `@unchecked Sendable`: `helpers` and `isClosed` are touched under the lock of the queue that owns this; `body`
/// points into the frame of the thread that called `concurrentPerform`, which does not return before every helper that
/// entered has left, and nobody enters once it has closed this.
final class SharedWork: @unchecked Sendable {
    let count: Int
    private let body: UnsafePointer<@Sendable (Int) -> Void>
    private let next = Atomic<Int>(0)
    private let helpersLeft = DispatchSemaphore(value: 0)
    private let haveLeft = Atomic<Bool>(false)
    /// Nanoseconds, about what the longest index takes.
    private static let patience: UInt64 = 300_000
    private var helpers = 0
    private var isClosed = false

    init(count: Int, body: UnsafePointer<@Sendable (Int) -> Void>) {
        self.count = count
        self.body = body
    }

    /// Takes indices until none is left. Not inlined: what it retains of `body` is released when it has returned.
    @inline(never)
    func runUntilTaken() {
        while true {
            let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
            guard index < count else { return }
            body.pointee(index)
        }
    }

    /// Under the lock: whether there is something to help with; who gets true has to `leave`.
    func enter() -> Bool {
        guard !isClosed, next.load(ordering: .relaxed) < count else { return false }
        helpers += 1
        return true
    }

    /// Under the lock: true when the caller waits and this was the last helper.
    func leave() -> Bool {
        helpers -= 1
        return isClosed && helpers == 0
    }

    /// Under the lock: nobody enters from now on; true when there are helpers to wait for.
    func close() -> Bool {
        isClosed = true
        return helpers > 0
    }

    func allHelpersLeft() {
        haveLeft.store(true, ordering: .releasing)
        helpersLeft.signal()
    }

    /// Helpers are in the midst of their last index at the most. Who would sleep for so short a time wakes late, and on
    /// the processor of the one who wakes it.
    func waitForHelpers() {
        let end = DispatchTime.now().uptimeNanoseconds + Self.patience
        while !haveLeft.load(ordering: .acquiring), DispatchTime.now().uptimeNanoseconds < end {}
        helpersLeft.wait()
    }
}
