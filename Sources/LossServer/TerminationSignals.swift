import Dispatch
import Foundation

/// SIGTERM and SIGINT as they come in, instead of the end of the process.
///
/// `@unchecked Sendable`: the sources are kept alive and not used after `init`.
final class TerminationSignals: @unchecked Sendable {
    private let stream: AsyncStream<Void>
    private let sources: [any DispatchSourceSignal]

    init() {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
        self.stream = stream
        // A signal that comes before its source is in place has its usual effect; one that were ignored until then
        // would be lost.
        let inPlace = DispatchGroup()
        sources = [SIGTERM, SIGINT].map { number in
            inPlace.enter()
            #if canImport(Darwin)
                signal(number, SIG_IGN)
            #endif
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { continuation.yield() }
            source.setRegistrationHandler { inPlace.leave() }
            source.activate()
            return source
        }
        inPlace.wait()
        // Writing to a connection that the client has closed is an error like others, not the end.
        signal(SIGPIPE, SIG_IGN)
    }

    /// Returns with the next signal.
    func next() async {
        for await _ in stream { return }
    }

    /// Calls `body` at the next signal.
    func onNext(_ body: @escaping @Sendable () -> Void) {
        Task { [self] in
            await next()
            body()
        }
    }
}
