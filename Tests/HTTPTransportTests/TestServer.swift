import Foundation
import HTTPTransport
import HTTPWire
import TestSupport

/// A server on a port of its own, with the echo service behind it.
struct TestServer {
    let echo = Echo()
    let server: HTTPServer

    init(loops: Int = 1, host: String = "127.0.0.1", _ change: (inout HTTPLimits) -> Void = { _ in }) throws {
        var configuration = HTTPServer.Configuration()
        configuration.host = host
        configuration.port = 0
        configuration.loopCount = loops
        change(&configuration.limits)
        server = try HTTPServer(configuration, handler: echo)
        server.start()
    }

    func client(receiveBuffer: Int32? = nil) throws -> RawClient {
        try RawClient(port: server.port, receiveBuffer: receiveBuffer)
    }
}
