import HTTPWire
import LossService
import Synchronization

/// The service without sockets: a request is a function call.
struct ServiceClient {
    let readiness = Readiness()
    let handler: LossHandler
    /// How many others' content is on its way meanwhile.
    var arriving = 0

    init(handler: LossHandler) { self.handler = handler }

    init(executor: any BatchExecutor = SerialExecutor()) {
        handler = LossHandler(executor: executor, readiness: readiness)
    }

    func send(
        _ method: HTTPMethod, _ path: String, _ fields: [(name: String, value: String)] = [], body: String? = nil
    ) -> HTTPResponse {
        send(method, path, fields, octets: body.map { [UInt8]($0.utf8) })
    }

    func send(
        _ method: HTTPMethod, _ path: String, _ fields: [(name: String, value: String)] = [], octets: [UInt8]?
    ) -> HTTPResponse {
        let head: RequestHead
        switch Self.parse(method, path, fields, contentLength: octets?.count) {
        case .complete(let whole): head = whole
        case .failed(let failure): return handler.response(to: failure, head: nil)
        case .refused(let failure, let head): return handler.response(to: failure, head: head)
        case .incomplete: return HTTPResponse(.internalServerError)
        }
        let exchange = Exchange()
        let request = HTTPRequest(head: head, body: octets.map { ByteBuffer($0) })
        do throws(HTTPRefusal) {
            let purpose = try handler.purpose(of: head, arriving: 0)
            return handler.respond(to: request, for: purpose, arriving: arriving) { exchange } ?? exchange.response
        } catch {
            return error.response
        }
    }

    func post(
        _ json: String, _ fields: [(name: String, value: String)] = [], to path: String = "/v1/softmax-loss"
    ) -> HTTPResponse {
        send(.post, path, fields, body: json)
    }

    /// What the parser makes of such a request's head.
    static func parse(
        _ method: HTTPMethod, _ path: String, _ fields: [(name: String, value: String)] = [], contentLength: Int? = nil
    ) -> RequestParser.Outcome {
        let fields = fields.contains { $0.name.lowercased() == "host" } ? fields : [("host", "localhost")] + fields
        var text = "\(method.rawValue) \(path) HTTP/1.1\r\n"
        for (name, value) in fields { text += "\(name): \(value)\r\n" }
        if let contentLength { text += "Content-Length: \(contentLength)\r\n" }
        var parser = RequestParser(limits: HTTPLimits())
        var consumed = 0
        return [UInt8]((text + "\r\n").utf8).withUnsafeBytes { parser.parse($0, consumed: &consumed) }
    }

    static func head(_ method: HTTPMethod, _ path: String, contentLength: Int? = nil) throws -> RequestHead {
        guard case .complete(let head) = parse(method, path, contentLength: contentLength) else { throw NotARequest() }
        return head
    }

    struct NotARequest: Error {}

    final class Exchange: HTTPExchange {
        private let completed = Mutex<HTTPResponse?>(nil)
        let clientIsGone: Bool

        init(clientIsGone: Bool = false) { self.clientIsGone = clientIsGone }

        func complete(_ response: HTTPResponse) { completed.withLock { $0 = response } }

        var response: HTTPResponse { completed.withLock { $0 } ?? HTTPResponse(.internalServerError) }
    }
}

extension HTTPResponse {
    var octets: [UInt8] { body.array.flatMap(\.copy) }

    var text: String { body.array.map { String(decoding: $0.bytes, as: UTF8.self) }.joined() }

    /// Whether it is a 422 with something that is wrong at `pointer`.
    func hasIssue(at pointer: String) -> Bool {
        status == .unprocessableContent && text.contains(#"{"pointer":"\#(pointer)","#)
    }
}
