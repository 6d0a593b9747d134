#if os(Linux)
    import CLinux
    import Foundation

    /// epoll(7), edge-triggered, with an eventfd to wake it.
    ///
    /// `@unchecked Sendable`: `events` is touched by `wait` and `forEachEvent` alone, which one thread calls; the
    /// descriptors never change.
    final class EpollPoller: @unchecked Sendable {
        private let epoll: FileDescriptor
        private let wakeUp: FileDescriptor
        private var count = 0
        private let events: UnsafeMutableBufferPointer<epoll_event>

        init() throws(TransportError) {
            do throws(SystemCall.Failure) {
                epoll = FileDescriptor(try SystemCall.run { epoll_create1(Int32(CLINUX_EPOLL_FLAGS)) })
                wakeUp = FileDescriptor(
                    try SystemCall.run { eventfd(0, Int32(CLINUX_EVENT_FLAGS)) })
            } catch {
                throw error.error(in: "epoll_create1 or eventfd")
            }
            events = .allocate(capacity: 256)
            do throws(SystemCall.Failure) {
                try add(wakeUp.number, token: PollEvent.wakeToken)
            } catch {
                throw error.error(in: "epoll_ctl")
            }
        }

        deinit { events.deallocate() }

        func add(_ number: Int32, token: UInt64) throws(SystemCall.Failure) {
            var event = epoll_event()
            event.events = EPOLLIN.rawValue | EPOLLOUT.rawValue | EPOLLRDHUP.rawValue | EPOLLET.rawValue
            event.data.u64 = token
            _ = try SystemCall.run { epoll_ctl(epoll.number, EPOLL_CTL_ADD, number, &event) }
        }

        func remove(_ number: Int32) {
            var event = epoll_event()
            _ = try? SystemCall.run { epoll_ctl(epoll.number, EPOLL_CTL_DEL, number, &event) }
        }

        /// Waits for events, `milliseconds` at most (-1: for ever).
        func wait(milliseconds: Int32) {
            // An interrupted wait is one without events: the caller comes again.
            count = max(Int(epoll_wait(epoll.number, events.baseAddress, Int32(events.count), milliseconds)), 0)
        }

        /// Whether the last wait brought any.
        var hasEvents: Bool { count > 0 }

        /// Calls `body` with each event that the last wait brought.
        @inline(__always)
        func forEachEvent(_ body: (PollEvent) -> Void) {
            for index in 0..<count {
                let event = events[index]
                let token = event.data.u64
                if token == PollEvent.wakeToken {
                    var value: UInt64 = 0
                    _ = try? SystemCall.run { read(wakeUp.number, &value, 8) }
                    continue
                }
                let flags = event.events
                body(
                    PollEvent(
                        token: token, readable: flags & (EPOLLIN.rawValue | EPOLLRDHUP.rawValue) != 0,
                        writable: flags & EPOLLOUT.rawValue != 0, inputEnds: flags & EPOLLRDHUP.rawValue != 0,
                        failed: flags & (EPOLLERR.rawValue | EPOLLHUP.rawValue) != 0))
            }
        }

        func wake() {
            var one: UInt64 = 1
            _ = try? SystemCall.run { write(wakeUp.number, &one, 8) }
        }
    }
#endif
