import Dispatch
import HTTPTransport
import Memory
import TestSupport

/// A drain under way. Not `async`: tests block their threads, of which Swift's pool has few.
final class Drain: Sendable {
    private let done = DispatchSemaphore(value: 0)
    private let cut = Locked<Int?>(nil)

    init(_ server: HTTPServer, timeout: Duration) {
        server.drain(timeout: timeout) { [self] count in
            cut.withLock { $0 = count }
            done.signal()
        }
    }

    func wait() -> Int? {
        _ = done.wait(timeout: .now() + .seconds(3 * patience))
        return cut.withLock { $0 }
    }
}
