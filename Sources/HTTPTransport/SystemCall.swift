import Foundation

/// The one way into the kernel: a call that a signal interrupted is made again, and what it returned comes back with
/// its errno.
///
/// Not for `close`, which must not be repeated: on Linux the descriptor is gone even when it was interrupted.
enum SystemCall {
    struct Failure: Error {
        let code: Int32

        /// Nothing to be had just now, on a descriptor that does not block.
        var wouldBlock: Bool { code == EAGAIN || code == EWOULDBLOCK }

        var reason: String { String(cString: strerror(code)) }

        func error(in call: String) -> TransportError { .system(call: call, errno: code, reason: reason) }
    }

    /// Calls `body` until it is not interrupted; a negative result is a failure.
    @inline(__always)
    static func run<Result: SignedInteger>(_ body: () -> Result) throws(Failure) -> Result {
        while true {
            let result = body()
            if result >= 0 { return result }
            let code = errno
            if code != EINTR { throw Failure(code: code) }
        }
    }
}
