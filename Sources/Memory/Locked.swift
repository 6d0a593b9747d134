import Foundation

/// A value that one thread at a time may touch.
///
/// The platform's own mutex and not `Synchronization.Mutex`: on Linux that one is invisible to ThreadSanitizer, which
/// then reports a race wherever it is used. Hazard: the body must not call out to code that may take the same lock.
///
/// `@unchecked Sendable`: `value` is touched between lock and unlock only, and what the body returns must not share
/// mutable state with it.
package final class Locked<Value>: @unchecked Sendable {
    private var value: Value
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)

    package init(_ value: consuming sending Value) {
        self.value = value
        pthread_mutex_init(mutex, nil)
    }

    deinit {
        pthread_mutex_destroy(mutex)
        mutex.deallocate()
    }

    package func withLock<Result, Failure: Error>(
        _ body: (inout Value) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return try body(&value)
    }
}
