import Foundation
@testable import HTTPTransport
import HTTPWire
import TestSupport

/// A server on a port of its own, with the echo service behind it, and clients that speak to it as it expects.
struct TestServer {
    let echo = Echo()
    let server: HTTPServer

    private let wire: Wire

    /// A client on a busy machine may be kept waiting for longer than one should be: nothing ends by a time that its test
    /// does not set.
    private static let limits = {
        var limits = HTTPLimits()
        for time in [
            \HTTPLimits.handshakeTimeout, \.handshakePatience, \.headerTimeout, \.stallTimeout, \.idleTimeout,
            \.arrivalPatience, \.lingerTimeout, \.drainGrace,
        ] { limits[keyPath: time] = .seconds(2 * patience) }
        return limits
    }()

    init(
        _ wire: Wire = .plain, loops: Int = 1, host: String = "127.0.0.1", endpoints: [Endpoint]? = nil,
        locality: Locality = Locality(), clients: TLSConfiguration.ClientCertificates? = nil,
        _ change: (inout HTTPLimits) -> Void = { _ in }
    ) throws {
        self.wire = wire
        var configuration = HTTPServer.Configuration()
        configuration.endpoints = endpoints ?? [.tcp(host: host, port: 0)]
        configuration.loopCount = loops
        configuration.locality = locality
        if wire.isTLS {
            let certificates = try TestCertificates.shared.get()
            var tls = TLSConfiguration(
                certificateFile: certificates.server.certificate, keyFile: certificates.server.key)
            if let clients {
                tls.clientAuthorityFile = certificates.authority.certificate
                tls.clientCertificates = clients
            }
            configuration.tls = tls
        }
        configuration.limits = Self.limits
        change(&configuration.limits)
        server = try HTTPServer(configuration, handler: echo)
        server.start()
    }

    func client(receiveBuffer: Int32? = nil) throws -> RawClient {
        try RawClient(port: server.port, receiveBuffer: receiveBuffer, over: wire)
    }
}
