import Dispatch
import Foundation
import HTTPWire
import Logging
import Synchronization

/// Listens, accepts, spreads connections over event loops, and ends in good order.
///
/// It listens when it has been made, so that whoever holds one knows its port, and answers from `start` on.
package final class HTTPServer: Sendable {
    package struct Configuration: Sendable {
        package var endpoints = [Endpoint.tcp(host: "127.0.0.1", port: 8080)]
        /// Other processes may listen on the same addresses and ports: the system then spreads clients over all of them.
        package var reusesPort = false
        package var loopCount = 1
        /// Where others hold content, too; otherwise the server has one of its own, of `limits.maxInflightBytes`.
        package var budget: ByteBudget?
        /// nil for connections without TLS.
        package var tls: TLSConfiguration?
        package var limits = HTTPLimits()
        package var backlog: Int32 = 4096
        /// nil where requests are not logged.
        package var accessLog: AccessLog?
        var locality = Locality()

        package init() {}
    }

    private let loops: [EventLoop]
    private let placement: Placement
    private let listeners: [Listener]
    private let queue: DispatchQueue
    private let gate: ConnectionGate
    private let budget: ByteBudget
    private let tls: TLSContextSource?

    package init(
        _ configuration: Configuration, handler: any HTTPHandler, logger: Logger? = nil
    ) throws(TransportError) {
        let policy = ConnectionPolicy(limits: configuration.limits)
        let gate = ConnectionGate(limit: configuration.limits.maxConnections)
        let budget = configuration.budget ?? ByteBudget(limit: configuration.limits.maxInflightBytes)
        let traffic = Traffic()
        tls = try Self.contextSource(configuration.tls)
        let placement = Placement(configuration.locality)
        var loops: [EventLoop] = []
        let loopCount = max(configuration.loopCount, 1)
        for index in 0..<loopCount {
            loops.append(
                try EventLoop(
                    index: index, handler: handler, policy: policy, budget: budget, traffic: traffic, gate: gate,
                    placement: placement, tls: tls, maxHandshakes: configuration.limits.maxHandshakes, logger: logger,
                    accessLog: configuration.accessLog))
        }
        self.gate = gate
        self.budget = budget
        self.loops = loops
        self.placement = placement
        queue = DispatchQueue(label: "http.accept", qos: .userInitiated)
        listeners = try Self.listen(
            configuration, queue, gate,
            adopt: { socket in
                guard let loop = placement.loop(for: socket.number) else { return gate.leave() }
                loop.post(.adopt(socket.release()))
            },
            report: { failure in
                logger?.warning("accepting pauses: \(failure.reason)")
            })
        // Only now: what could not listen is to leave nothing behind.
        placement.begin(loops)
    }

    deinit {
        let listeners = listeners
        queue.async { for listener in listeners { listener.close() } }
        placement.end()
        for loop in loops { loop.post(.stop { _ in }) }
    }

    private static func contextSource(
        _ configuration: TLSConfiguration?
    ) throws(TransportError) -> TLSContextSource? {
        guard let configuration else { return nil }
        return try TLSContextSource(configuration)
    }

    /// Reads certificate, key and authorities again: connections that begin from now on are shown the new ones. Where
    /// they cannot be used, everything stays as it is and the error says why.
    package func reloadTLS() throws(TransportError) { try tls?.reload() }

    /// Until when the certificate that is shown is good, in words; nil without TLS.
    package var certificateExpiry: String? { tls?.current.expiry }

    /// One listener for each address of each endpoint.
    private static func listen(
        _ configuration: Configuration, _ queue: DispatchQueue, _ gate: ConnectionGate,
        adopt: @escaping @Sendable (consuming FileDescriptor) -> Void,
        report: @escaping @Sendable (SystemCall.Failure) -> Void
    ) throws(TransportError) -> [Listener] {
        var listeners: [Listener] = []
        func add(_ socket: consuming ListeningSocket) {
            listeners.append(Listener(socket, queue: queue, gate: gate, adopt: adopt, report: report))
        }
        var options = ListeningSocket.Options(backlog: configuration.backlog, reusesPort: configuration.reusesPort)
        let resolved = try configuration.endpoints.map { endpoint throws(TransportError) -> [SocketAddress] in
            guard case .tcp(let host, let port) = endpoint else { return [] }
            return try SocketAddress.resolve(host: host, port: port)
        }
        for (endpoint, addresses) in zip(configuration.endpoints, resolved) {
            switch endpoint {
            case .unix(let path): add(try ListeningSocket(path: path, options))
            case .inherited(let number): add(try ListeningSocket(inherited: number))
            case .tcp:
                let first = listeners.count
                var missing: TransportError?
                for var address in addresses {
                    options.isIPv6Only = resolved.joined().contains {
                        $0.family == AF_INET && $0.isWildcard && $0.port == address.port
                    }
                    // Where any port will do, all of a name's addresses have one and the same.
                    if address.port == 0, listeners.count > first { address.port = listeners[first].address.port }
                    do throws(TransportError) {
                        add(try ListeningSocket(address, options))
                    } catch {
                        // A name's later addresses may be missing on this machine.
                        guard case .addressNotAvailable = error else { throw error }
                        missing = missing ?? error
                    }
                }
                if listeners.count == first, let missing { throw missing }
            }
        }
        return listeners
    }

    /// What is listened on, as in a URI.
    package var addresses: [String] { listeners.map(\.address.description) }

    /// The first port; 0 where only paths are listened on.
    package var port: UInt16 { listeners.lazy.map(\.address.port).first { $0 != 0 } ?? 0 }

    /// Connections that are open now.
    package var connectionCount: Int { gate.count }

    /// Octets held now of requests' content, and of answers that were not read yet.
    package var inflightBytes: Int { budget.inUse }

    package func start() {
        for loop in loops { loop.start() }
        for listener in listeners { listener.start() }
    }

    /// Ends the server: accepts no more, closes idle connections, lets requests that have begun be answered, each with
    /// `Connection: close`, and cuts what is left after `timeout`. Reports how many requests were cut, on a queue of its
    /// own. To be called once, after `start`.
    package func drain(timeout: Duration, completion: @escaping @Sendable (Int) -> Void) {
        let deadline = DispatchTime.now() + .nanoseconds(Int(timeout.nanoseconds))
        let hasEnded = OnceFlag()
        let end: @Sendable () -> Void = { [self] in
            if hasEnded.set() { stop(completion) }
        }
        queue.async { [self] in
            // In this order: who is refused a connection may count on the others to be drained.
            for loop in loops { loop.post(.drain) }
            for listener in listeners { listener.close() }
            // Nobody enters any more, so empty once is empty for good.
            gate.notifyWhenEmpty(end)
            queue.asyncAfter(deadline: deadline, execute: end)
        }
    }

    package func drain(timeout: Duration) async -> Int {
        await withCheckedContinuation { continuation in
            drain(timeout: timeout) { continuation.resume(returning: $0) }
        }
    }

    private func stop(_ completion: @escaping @Sendable (Int) -> Void) {
        let stopped = DispatchGroup()
        let total = Total()
        placement.end()
        for loop in loops {
            stopped.enter()
            loop.post(
                .stop { count in
                    total.value.wrappingAdd(count, ordering: .relaxed)
                    stopped.leave()
                })
        }
        stopped.notify(queue: queue) { completion(total.value.load(ordering: .relaxed)) }
    }
}

/// A sum that several threads add to.
private final class Total: Sendable {
    let value = Atomic<Int>(0)
}

/// True for the first who asks.
private final class OnceFlag: Sendable {
    private let flag = Atomic<Bool>(false)

    func set() -> Bool { !flag.exchange(true, ordering: .acquiringAndReleasing) }
}
