import Testing

@testable import HTTPTransport

struct EndpointTests {
    @Test(
        arguments: [
            ("127.0.0.1:80", .tcp(host: "127.0.0.1", port: 80)), ("localhost:0", .tcp(host: "localhost", port: 0)),
            ("[::1]:65535", .tcp(host: "::1", port: 65535)), ("unix:/run/a:1", .unix(path: "/run/a:1")),
            ("unix:a", .unix(path: "a")), ("", nil), (":80", nil), ("127.0.0.1", nil), ("a:65536", nil), ("a:-1", nil),
            ("a:", nil), ("::1:80", nil), ("[]:80", nil), ("unix:", nil), ("a:80 ", nil),
        ] as [(String, Endpoint?)])
    func readsItsText(text: String, endpoint: Endpoint?) {
        #expect(Endpoint(text) == endpoint)
        if let endpoint { #expect(endpoint.description == text) }
    }

    @Test func aPathOfASocketHasItsLimit() {
        #expect(SocketAddress(path: "/" + String(repeating: "a", count: 106))?.description.count == 112)
        #expect(SocketAddress(path: "/" + String(repeating: "a", count: 107)) == nil)
        #expect(SocketAddress(path: "/a\0b") == nil)
    }

    @Test(arguments: [
        ("127.0.0.1", true), ("127.1.2.3", true), ("::1", true), ("::ffff:127.0.0.1", true), ("128.0.0.1", false),
        ("0.0.0.0", false), ("::", false), ("::2", false), ("1::1", false), ("::ffff:10.0.0.1", false),
        ("::127.0.0.1", false),
    ])
    func whatStaysOnThisMachine(_ address: (host: String, isLoopback: Bool)) throws {
        let addresses = try SocketAddress.resolve(host: address.host, port: 1)
        #expect(addresses.allSatisfy { $0.isLoopback == address.isLoopback })
    }
}
