import Foundation
import HTTPTransport
import HTTPWire
import Memory

/// A small service: what each path does is in `respond`.
final class Echo: HTTPHandler {
    /// Requests to `/hold` wait here until the test lets them go.
    let held = Locked<[any HTTPExchange]>([])
    let arrived = DispatchSemaphore(value: 0)
    /// Signalled for each answer of `/large`, before it begins.
    let largeBegins = DispatchSemaphore(value: 0)
    private let background = DispatchQueue(label: "echo", attributes: .concurrent)

    func purpose(of head: RequestHead, arriving: Int) throws(HTTPRefusal) -> Int {
        switch head.path {
        case "/refused": throw HTTPRefusal(HTTPResponse(.notFound, body: .one(ByteBuffer("no"))))
        case "/alone" where arriving > 0:
            throw HTTPRefusal(HTTPResponse(.serviceUnavailable, body: .one(ByteBuffer("\(arriving)"))))
        default: return head.path.utf8.count
        }
    }

    func respond(
        to request: HTTPRequest, for purpose: Int, arriving: Int, exchange: () -> any HTTPExchange
    ) -> HTTPResponse? {
        guard purpose == request.head.path.utf8.count else { return HTTPResponse(.internalServerError) }
        switch request.head.path {
        case "/hold":
            let held = exchange()
            self.held.withLock { $0.append(held) }
            arrived.signal()
            return nil
        case "/later":
            let exchange = exchange()
            background.async { exchange.complete(self.echo(request)) }
            return nil
        case "/twice":
            let exchange = exchange()
            background.async {
                exchange.complete(self.echo(request))
                exchange.complete(HTTPResponse(.internalServerError))
            }
            return nil
        case "/large":
            largeBegins.signal()
            let size = Int(request.head.query ?? "") ?? 0
            return HTTPResponse(.ok, body: .several([Self.pattern(size), ByteBuffer("end")]))
        case "/empty": return HTTPResponse(.noContent)
        case "/loop": return HTTPResponse(.ok, body: .one(ByteBuffer("\(pthread_self())")))
        default: return echo(request)
        }
    }

    func response(to failure: HTTPFailure, head: RequestHead?) -> HTTPResponse {
        HTTPResponse(failure.status, body: .one(ByteBuffer(failure.detail)))
    }

    /// Lets every held request go.
    func release() {
        for exchange in held.withLock({ $0 }) { exchange.complete(HTTPResponse(.ok, body: .one(ByteBuffer("held")))) }
        held.withLock { $0 = [] }
    }

    private func echo(_ request: HTTPRequest) -> HTTPResponse {
        HTTPResponse(.ok, body: .one(request.body ?? ByteBuffer(request.head.path)))
    }

    /// Octets that tell their place: 0, 1, … 250, 0, 1, …
    static func pattern(_ count: Int) -> ByteBuffer {
        let buffer = ByteBuffer(capacity: count)
        while buffer.freeCapacity > 0 { block.withUnsafeBytes { _ = buffer.append($0) } }
        return buffer
    }

    private static let block = (0..<251 * 1000).map { UInt8(truncatingIfNeeded: $0 % 251) }
}
