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
    private let socket: FileDescriptor
    private let queue: DispatchQueue
    private let gate: ConnectionGate
    private let adopt: @Sendable (consuming FileDescriptor) -> Void
    private let report: @Sendable (SystemCall.Failure) -> Void
    private var source: (any DispatchSourceRead)?
    private var isPaused = false

    init(
        _ address: SocketAddress, backlog: Int32, queue: DispatchQueue, gate: ConnectionGate,
        adopt: @escaping @Sendable (consuming FileDescriptor) -> Void,
        report: @escaping @Sendable (SystemCall.Failure) -> Void
    ) throws(TransportError) {
        socket = try Self.listen(address, backlog: backlog)
        self.address = SocketAddress(localOf: socket.number) ?? address
        self.queue = queue
        self.gate = gate
        self.adopt = adopt
        self.report = report
    }

    func start() {
        queue.async { [self] in
            let source = DispatchSource.makeReadSource(fileDescriptor: socket.number, queue: queue)
            source.setEventHandler { [weak self] in self?.acceptWaiting() }
            // The source holds the listener, and so its descriptor, until nothing watches it any more.
            source.setCancelHandler { withExtendedLifetime(self) {} }
            self.source = source
            source.resume()
            // Dispatch makes a descriptor for its timers when the first one is set; when they have run out is too late.
            queue.asyncAfter(deadline: .now() + Self.pause) {}
        }
    }

    /// Accepts whoever has come, then accepts no more. Call on `queue`.
    func close() {
        guard let source else { return }
        #if os(Linux)
            // Who is in the queue when it closes is reset, though connected. So nobody may enter it while it is emptied:
            // who comes in that moment is not heard and knocks again.
            _ = clinux_ignore_newcomers(socket.number)
            for _ in 0..<64 where acceptSome() {}
            usleep(Self.handshakeTime)
        #endif
        for _ in 0..<64 where acceptSome() {}
        self.source = nil
        source.cancel()
        if isPaused {
            isPaused = false
            source.resume()
        }
        // Whoever comes now is refused at once, and not only when the descriptor is closed.
        _ = try? SystemCall.run { shutdown(socket.number, Int32(SHUT_RDWR)) }
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
                adopt(try Socket.accept(from: socket.number))
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

    private static func listen(
        _ address: SocketAddress, backlog: Int32
    ) throws(TransportError) -> FileDescriptor {
        do throws(SystemCall.Failure) {
            let socket = try Socket.make(family: address.family)
            let number = socket.number
            try Socket.setOption(number, SOL_SOCKET, SO_REUSEADDR)
            if address.family == AF_INET6 {
                // The wildcard takes IPv4 clients too, one address takes its own only.
                try Socket.setOption(number, Int32(IPPROTO_IPV6), IPV6_V6ONLY, address.isWildcard ? 0 : 1)
            }
            _ = try SystemCall.run { address.withPointer { bind(number, $0, $1) } }
            _ = try SystemCall.run { Foundation.listen(number, backlog) }
            return socket
        } catch {
            switch error.code {
            case EADDRINUSE: throw .addressInUse(address.description)
            case EADDRNOTAVAIL, EAFNOSUPPORT: throw .addressNotAvailable(address.description)
            case EACCES, EPERM: throw .permissionDenied(address.description)
            default: throw error.error(in: "listening on \(address)")
            }
        }
    }
}
