import HTTPWire
import Synchronization

/// One request that the handler answers later: carries the answer back to the loop that owns the connection.
///
/// It names its connection by token and its request by number, so an answer that comes after the connection is gone, or
/// a second answer, finds nobody and is dropped.
final class Exchange: HTTPExchange {
    private let loop: EventLoop
    private let token: UInt64
    private let request: UInt64
    private let gone = Atomic<Bool>(false)

    init(loop: EventLoop, token: UInt64, request: UInt64) {
        self.loop = loop
        self.token = token
        self.request = request
        loop.traffic.exchanges.begin()
    }

    deinit { loop.traffic.exchanges.end() }

    var clientIsGone: Bool { gone.load(ordering: .relaxed) }

    func markGone() { gone.store(true, ordering: .relaxed) }

    func complete(_ response: HTTPResponse) {
        loop.post(.answer(token: token, request: request, response))
    }
}
