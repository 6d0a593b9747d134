import CLinux
import Dispatch
import Foundation

/// One listening socket and the Dispatch source that says when a client has come.
///
/// It accepts until nobody waits, the server is full, or descriptors run out; in the latter two it stops listening to
/// its source and goes on when a connection has closed or some time has passed. Connections that are open live on.
///
/// `@unchecked Sendable`: `source`, `isPaused`, `isClosed` and `socket`'s use are confined to `queue`.
final class Listener: @unchecked Sendable {
    /// How long accepting pauses when the process or the system is out of descriptors or memory.
    private static let pause = DispatchTimeInterval.milliseconds(100)
    private static let acceptsPerTurn = 256
    /// Microseconds for those who have begun to connect when the listener closes. Who comes meanwhile waits a second.
    private static let handshakeTime: UInt32 = 300

    let address: SocketAddress
    private var socket: ListeningSocket
    private let queue: DispatchQueue
    private let gate: ConnectionGate
    private let adopt: @Sendable (consuming FileDescriptor) -> Void
    private let report: @Sendable (SystemCall.Failure) -> Void
    private var source: (any DispatchSourceRead)?
    private var isPaused = false

    init(
        _ socket: consuming ListeningSocket, queue: DispatchQueue, gate: ConnectionGate,
        adopt: @escaping @Sendable (consuming FileDescriptor) -> Void,
        report: @escaping @Sendable (SystemCall.Failure) -> Void
    ) {
        address = socket.address
        self.socket = socket
        self.queue = queue
        self.gate = gate
        self.adopt = adopt
        self.report = report
    }

    func start() {
        queue.async { [self] in
            let source = DispatchSource.makeReadSource(fileDescriptor: socket.descriptor.number, queue: queue)
            source.setEventHandler { [weak self] in self?.acceptWaiting() }
            // The source holds the listener, and so its descriptor, until nothing watches it any more.
            source.setCancelHandler { withExtendedLifetime(self) {} }
            self.source = source
            source.resume()
            // Dispatch makes a descriptor for its timers when the first one is set; when they have run out is too late.
            queue.asyncAfter(deadline: .now() + Self.pause) {}
        }
    }

    /// Accepts whoever has come, then accepts no more. Who waits at a socket that is shared is left to the others, or to
    /// the next process. Call on `queue`.
    func close() {
        guard let source else { return }
        socket.removePath()
        if !socket.isShared { acceptTheLast() }
        self.source = nil
        source.cancel()
        if isPaused {
            isPaused = false
            source.resume()
        }
        // Whoever comes now is refused at once, and not only when the descriptor is closed.
        if !socket.isShared { _ = try? SystemCall.run { shutdown(socket.descriptor.number, Int32(SHUT_RDWR)) } }
    }

    private func acceptTheLast() {
        #if os(Linux)
            // Who is in the queue when it closes is reset, though connected. So nobody may enter it while it is emptied:
            // who comes in that moment is not heard and knocks again. A socket in the file system is not found any more.
            if address.family != AF_UNIX {
                _ = clinux_ignore_newcomers(socket.descriptor.number)
                for _ in 0..<64 where acceptSome() {}
                usleep(Self.handshakeTime)
            }
        #endif
        for _ in 0..<64 where acceptSome() {}
    }

    private func acceptWaiting() { _ = acceptSome() }

    /// True when there may be more to accept.
    private func acceptSome() -> Bool {
        for _ in 0..<Self.acceptsPerTurn {
            let mayEnter = gate.enter { [queue, weak self] in
                queue.async { [weak self] in self?.goOn() }
            }
            guard mayEnter else {
                wait()
                return false
            }
            do throws(SystemCall.Failure) {
                adopt(try Socket.accept(from: socket.descriptor.number))
            } catch {
                gate.stayOut()
                if error.wouldBlock { return false }
                switch error.code {
                case EMFILE, ENFILE, ENOBUFS, ENOMEM:
                    report(error)
                    wait()
                    gate.notifyWhenOneLeaves { [queue, weak self] in
                        queue.async { [weak self] in self?.goOn() }
                    }
                    queue.asyncAfter(deadline: .now() + Self.pause) { [weak self] in self?.goOn() }
                    return false
                case EBADF, EINVAL, ENOTSOCK:
                    return false
                default:
                    // The client that would have been accepted is gone; the next one may be fine.
                    continue
                }
            }
        }
        return true
    }

    private func wait() {
        guard let source, !isPaused else { return }
        isPaused = true
        source.suspend()
    }

    private func goOn() {
        guard let source, isPaused else { return }
        isPaused = false
        source.resume()
    }
}
