import HTTPWire
import LossService
import Synchronization

/// The service without sockets: a request is a function call.
struct ServiceClient {
    let readiness = Readiness()
    let handler: LossHandler

    init(executor: any BatchExecutor = SerialExecutor()) {
        handler = LossHandler(executor: executor, readiness: readiness)
    }

    func send(
        _ method: HTTPMethod, _ path: String, _ fields: [(name: String, value: String)] = [], body: String? = nil
    ) -> HTTPResponse {
        let head = RequestHead(
            method: method, path: path, fields: HeaderFields(fields),
            framing: body.map { .length($0.utf8.count) } ?? .none)
        if let refusal = handler.refusal(of: head) { return refusal }
        let exchange = Exchange()
        let request = HTTPRequest(head: head, body: body.map { ByteBuffer($0) })
        return handler.respond(to: request) { exchange } ?? exchange.response
    }

    func post(_ json: String, _ fields: [(name: String, value: String)] = []) -> HTTPResponse {
        send(.post, "/v1/softmax-loss", fields, body: json)
    }

    final class Exchange: HTTPExchange {
        private let completed = Mutex<HTTPResponse?>(nil)
        let clientIsGone: Bool

        init(clientIsGone: Bool = false) { self.clientIsGone = clientIsGone }

        func complete(_ response: HTTPResponse) { completed.withLock { $0 = response } }

        var response: HTTPResponse { completed.withLock { $0 } ?? HTTPResponse(.internalServerError) }
    }
}

extension HTTPResponse {
    var text: String { body.map { String(decoding: $0.bytes, as: UTF8.self) }.joined() }
}
