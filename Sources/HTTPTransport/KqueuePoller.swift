#if !os(Linux)
    import Foundation

    /// kqueue(2) with `EV_CLEAR`, which reports changes as edge-triggered epoll does, and a user event to wake it.
    ///
    /// `@unchecked Sendable`: `events` is touched by `wait` and `forEachEvent` alone, which one thread calls; the
    /// descriptor never changes.
    final class KqueuePoller: @unchecked Sendable {
        private let queue: FileDescriptor
        private var count = 0
        private let events: UnsafeMutableBufferPointer<kevent>

        init() throws(TransportError) {
            do throws(SystemCall.Failure) {
                queue = FileDescriptor(try SystemCall.run { kqueue() })
            } catch {
                throw error.error(in: "kqueue")
            }
            events = .allocate(capacity: 256)
            do throws(SystemCall.Failure) {
                try change(0, Int16(EVFILT_USER), UInt16(EV_ADD | EV_CLEAR), 0, PollEvent.wakeToken)
            } catch {
                throw error.error(in: "kevent")
            }
        }

        deinit { events.deallocate() }

        func add(_ number: Int32, token: UInt64) throws(SystemCall.Failure) {
            try change(UInt(number), Int16(EVFILT_READ), UInt16(EV_ADD | EV_CLEAR), 0, token)
            try change(UInt(number), Int16(EVFILT_WRITE), UInt16(EV_ADD | EV_CLEAR), 0, token)
        }

        /// Closing the descriptor takes it off the queue.
        func remove(_ number: Int32) {}

        func wait(milliseconds: Int32) {
            var timeout = timespec(
                tv_sec: Int(milliseconds) / 1000, tv_nsec: Int(milliseconds) % 1000 * 1_000_000)
            let found =
                milliseconds < 0
                ? kevent(queue.number, nil, 0, events.baseAddress, Int32(events.count), nil)
                : kevent(queue.number, nil, 0, events.baseAddress, Int32(events.count), &timeout)
            count = max(Int(found), 0)
        }

        /// Whether the last wait brought any.
        var hasEvents: Bool { count > 0 }

        func forEachEvent(_ body: (PollEvent) -> Void) {
            for index in 0..<count {
                let event = events[index]
                let token = UInt64(UInt(bitPattern: event.udata))
                guard token != PollEvent.wakeToken else { continue }
                let reads = event.filter == Int16(EVFILT_READ)
                let ended = event.flags & UInt16(EV_EOF) != 0
                body(
                    PollEvent(
                        token: token, readable: reads, writable: !reads, inputEnds: reads && ended,
                        failed: ended && event.fflags != 0))
            }
        }

        func wake() {
            try? change(0, Int16(EVFILT_USER), 0, UInt32(NOTE_TRIGGER), PollEvent.wakeToken)
        }

        private func change(
            _ identifier: UInt, _ filter: Int16, _ flags: UInt16, _ filterFlags: UInt32, _ token: UInt64
        ) throws(SystemCall.Failure) {
            var event = kevent(
                ident: identifier, filter: filter, flags: flags, fflags: filterFlags, data: 0,
                udata: UnsafeMutableRawPointer(bitPattern: UInt(token)))
            _ = try SystemCall.run { kevent(queue.number, &event, 1, nil, 0, nil) }
        }
    }
#endif
