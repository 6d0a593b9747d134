import Synchronization

/// Whether a load balancer should send requests here; false once the server has begun to drain.
package final class Readiness: Sendable {
    private let ready = Atomic(true)

    package init() {}

    package var isReady: Bool { ready.load(ordering: .relaxed) }

    package func beginDraining() { ready.store(false, ordering: .relaxed) }
}
