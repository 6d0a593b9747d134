import Foundation
import HTTPTransport
import HTTPWire
import Memory
import TestSupport
import Testing

/// The whole transport over loopback sockets, as it is and over TLS.
struct HTTPServerTests {
    private static func get(_ target: String, _ lines: String = "") -> String {
        "GET \(target) HTTP/1.1\r\nHost: a\r\n\(lines)\r\n"
    }

    private static func post(_ target: String, _ body: String, _ lines: String = "") -> String {
        "POST \(target) HTTP/1.1\r\nHost: a\r\nContent-Length: \(body.utf8.count)\r\n\(lines)\r\n\(body)"
    }

    // MARK: Requests and answers

    @Test(arguments: [1, 2], Wire.allCases)
    func keepAlive(_ loops: Int, _ wire: Wire) throws {
        let server = try TestServer(wire, loops: loops)
        let client = try server.client()
        for path in ["/a", "/later", "/b", "/twice", "/c", "/later"] {
            let response = try client.exchange(Self.get(path))
            #expect(response.status == 200 && response.text == path)
            #expect(response.field("date")?.count == 29)
            #expect(response.field("connection") == nil)
        }
        #expect(try client.exchange(Self.post("/later", "body")).text == "body")
        #expect(server.server.connectionCount == 1)
    }

    @Test(arguments: Wire.allCases) func pipeliningIsAnsweredInOrder(_ wire: Wire) throws {
        let server = try TestServer(wire)
        let client = try server.client()
        let paths = (0..<200).map { $0 % 3 == 0 ? "/later" : "/p\($0)" }
        try client.send(paths.map { Self.get($0) }.joined() + Self.post("/x", "tail") + "BAD / HTTP/1.1\r\n\r\n")
        for path in paths { #expect(try client.readResponse().text == path) }
        #expect(try client.readResponse().text == "tail")
        let last = try client.readResponse()
        #expect(last.status == 501 && last.field("connection") == "close")
        #expect(try client.readToEnd() == "")
    }

    /// RFC 9110 §7.4
    @Test(arguments: Wire.allCases) func anHTTPSTargetTakesTLS(_ wire: Wire) throws {
        let server = try TestServer(wire)
        let client = try server.client()
        let status = wire == .plain ? 421 : 200
        #expect(try client.exchange(Self.get("https://a/b")).status == status)
        #expect(try client.exchange(Self.post("HTTPS://a/b", "body")).status == status)
        #expect(try client.exchange(Self.get("http://a/b")).text == "/b")
    }

    @Test(arguments: Wire.allCases) func anErrorNeverOvertakesAnAnswer(_ wire: Wire) throws {
        let server = try TestServer(wire)
        let client = try server.client()
        try client.send(Self.get("/hold") + "\0")
        server.echo.arrived.wait()
        server.echo.release()
        #expect(try client.readResponse().text == "held")
        #expect(try client.readResponse().status == 400)
        #expect(try client.readToEnd() == "")
    }

    @Test(arguments: Wire.allCases) func octetByOctet(_ wire: Wire) throws {
        let server = try TestServer(wire)
        let client = try server.client()
        for octet in Self.post("/x", "body").utf8 { try client.send([octet]) }
        #expect(try client.readResponse().text == "body")
    }

    @Test(arguments: Wire.allCases) func chunkedContent(_ wire: Wire) throws {
        let server = try TestServer(wire)
        let client = try server.client()
        let head = "POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        let chunk = String(repeating: "c", count: 10_000)
        let response = try client.exchange(
            head + String(repeating: "2710\r\n\(chunk)\r\n", count: 9) + "0\r\nX: y\r\n\r\n")
        #expect(response.text == String(repeating: chunk, count: 9))
    }

    @Test(arguments: Wire.allCases) func headHasTheFieldsAndNoContent(_ wire: Wire) throws {
        let server = try TestServer(wire)
        let client = try server.client()
        for (target, length) in [("/abc", "4"), ("/large?100000", "100003")] {
            try client.send(Self.get(target).replacingOccurrences(of: "GET", with: "HEAD") + Self.get("/next"))
            let response = try client.readResponse(toHead: true)
            #expect(response.status == 200)
            #expect(response.field("content-length") == length)
            #expect(try client.readResponse().text == "/next")
        }
        let empty = try client.exchange(Self.get("/empty"))
        #expect(empty.status == 204 && empty.field("content-length") == nil)
        #expect(try client.exchange(Self.get("/next")).text == "/next")
    }

    @Test(arguments: Wire.allCases) func http10(_ wire: Wire) throws {
        let server = try TestServer(wire)
        let client = try server.client()
        let kept = try client.exchange("GET /a HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n")
        #expect(kept.field("connection") == "keep-alive")
        let closed = try client.exchange("GET /a HTTP/1.0\r\n\r\n")
        #expect(closed.field("connection") == "close")
        #expect(try client.readToEnd() == "")
    }

    @Test(arguments: Wire.allCases) func expectContinue(_ wire: Wire) throws {
        let server = try TestServer(wire)
        let client = try server.client()
        try client.send("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n")
        #expect(try client.readResponse().status == 100)
        #expect(try client.exchange("body").text == "body")
        try client.send("POST /refused HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n")
        let refused = try client.readResponse()
        #expect(refused.status == 404 && refused.field("connection") == "close")
        #expect(try client.readToEnd() == "")
    }

    @Test(arguments: Wire.allCases) func halfCloseIsAnswered(_ wire: Wire) throws {
        let server = try TestServer(wire)
        for path in ["/a", "/later", "/large?3000000"] {
            let client = try server.client()
            try client.send(Self.get(path) + Self.get("/second"))
            client.endOutput()
            let response = try client.readResponse()
            #expect(response.status == 200)
            #expect(try client.readResponse().text == "/second")
            #expect(try client.readToEnd() == "")
        }
        let held = try server.client()
        try held.send(Self.get("/hold"))
        held.endOutput()
        server.echo.arrived.wait()
        #expect(!server.echo.held.withLock { $0[0].clientIsGone })
        server.echo.release()
        #expect(try held.readResponse().text == "held")
        let cut = try server.client()
        try cut.send("GET / HT")
        cut.endOutput()
        #expect(try cut.readResponse().status == 400)
    }

    @Test(arguments: Wire.allCases) func largeBodiesBothWays(_ wire: Wire) throws {
        let server = try TestServer(wire)
        let client = try server.client()
        let body = Echo.pattern(5_000_000).copy
        let head = "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: \(body.count)\r\n\r\n"
        try client.send(Array(head.utf8) + body)
        #expect(try client.readResponse().body == body)
        let response = try client.exchange(Self.get("/large?4000000"))
        #expect(response.body == Echo.pattern(4_000_000).copy + Array("end".utf8))
        #expect(eventually { server.server.inflightBytes == 0 })
    }

    /// Wherever the socket is full: of some answer it is the last record but one that has to wait.
    @Test(arguments: Wire.allCases) func answersOfEachNumberOfRecordsArriveWhole(_ wire: Wire) throws {
        let server = try TestServer(wire)
        for count in 3...24 {
            let client = try server.client(receiveBuffer: 4096)
            let body = String(repeating: "a", count: count * 16384 - 12000)
            try client.send(Self.post("/x", body))
            // Until the socket is full, or has all of it.
            usleep(20_000)
            #expect(try client.readResponse().body.count == body.utf8.count)
        }
    }

    @Test(arguments: Wire.allCases) func aLargeAnswerToASlowReader(_ wire: Wire) throws {
        let server = try TestServer(wire)
        let slow = try server.client(receiveBuffer: 4096)
        try slow.send(Self.get("/large?8000000") + Self.get("/large?2000000"))
        let other = try server.client()
        #expect(try other.exchange(Self.get("/a")).text == "/a")
        #expect(try slow.readResponse().body.count == 8_000_003)
        #expect(try slow.readResponse().body.count == 2_000_003)
    }

    // MARK: Refusals

    @Test(arguments: Wire.allCases) func refusedRequestsKeepTheirConnection(_ wire: Wire) throws {
        let server = try TestServer(wire)
        let client = try server.client()
        try client.send(Self.post("/refused", String(repeating: "a", count: 200_000)) + Self.get("/next"))
        #expect(try client.readResponse().status == 404)
        #expect(try client.readResponse().text == "/next")
    }

    @Test(arguments: Wire.allCases) func aRefusalIsReadableThoughTheBodyIsLarge(_ wire: Wire) throws {
        let server = try TestServer(wire) { $0.maxBodyBytes = 1000 }
        let client = try server.client()
        try client.send("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 4000000\r\n\r\n")
        try client.send([UInt8](repeating: 0, count: 4_000_000))
        let response = try client.readResponse()
        #expect(response.status == 413 && response.field("connection") == "close")
        #expect(try client.readToEnd() == "")
    }

    @Test(
        arguments: [
            ("GET / HTTP/1.1\n\n", 400), ("GET / HTTP/2.0\r\n\r\n", 505), ("GET / HTTP/1.1\r\n\r\n", 400),
            ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
            ("GET /\(String(repeating: "a", count: 17000)) HTTP/1.1\r\n\r\n", 414),
            ("GET / HTTP/1.1\r\nX: \(String(repeating: "a", count: 33000))\r\n\r\n", 431),
        ], Wire.allCases)
    func faultsAreAnsweredOnceAndClose(_ fault: (raw: String, status: Int), _ wire: Wire) throws {
        let (raw, status) = fault
        let server = try TestServer(wire)
        let client = try server.client()
        try client.send(raw + Self.get("/smuggled"))
        let response = try client.readResponse()
        #expect(response.status == status && response.field("connection") == "close")
        #expect(response.field("date") != nil)
        #expect(try client.readToEnd() == "")
    }

    @Test(arguments: Wire.allCases) func pastTheByteBudgetLargeContentIsRefused(_ wire: Wire) throws {
        let server = try TestServer(wire) { $0.maxInflightBytes = 100_000 }
        let holder = try server.client()
        try holder.send(Self.post("/hold", String(repeating: "a", count: 90_000)))
        server.echo.arrived.wait()
        #expect(server.server.inflightBytes == 90_000)
        let client = try server.client()
        #expect(try client.exchange(Self.post("/x", String(repeating: "a", count: 20_000))).status == 503)
        #expect(try client.exchange(Self.post("/x", String(repeating: "a", count: 16_000))).status == 200)
        server.echo.release()
        #expect(try holder.readResponse().text == "held")
        #expect(server.server.inflightBytes == 0)
        #expect(try client.exchange(Self.post("/x", String(repeating: "a", count: 90_000))).status == 200)
    }

    @Test(arguments: Wire.allCases) func anUnreadAnswerCountsInTheByteBudget(_ wire: Wire) throws {
        let server = try TestServer(wire) { $0.maxInflightBytes = 10_000_000 }
        let slow = try server.client(receiveBuffer: 4096)
        try slow.send(Self.get("/large?30000000"))
        #expect(eventually { server.server.inflightBytes == 30_000_003 })
        let client = try server.client()
        #expect(try client.exchange(Self.post("/x", String(repeating: "a", count: 20_000))).status == 503)
        slow.reset()
        #expect(eventually { server.server.inflightBytes == 0 })
        #expect(try client.exchange(Self.post("/x", String(repeating: "a", count: 20_000))).status == 200)
    }

    /// The kernel would take it whole, and much more.
    @Test(arguments: Wire.allCases) func anUnreadAnswerIsNotHiddenInTheKernel(_ wire: Wire) throws {
        let server = try TestServer(wire)
        let slow = try server.client(receiveBuffer: 4096)
        try slow.send(Self.get("/large?600000"))
        #expect(eventually { server.server.inflightBytes == 600_003 })
        #expect(try server.client().exchange(Self.get("/a")).text == "/a")
        #expect(server.server.inflightBytes == 600_003)
        #expect(try slow.readResponse().body.count == 600_003)
        #expect(eventually { server.server.inflightBytes == 0 })
    }

    // MARK: Time

    @Test(arguments: Wire.allCases) func aSlowHeadIsCutOff(_ wire: Wire) throws {
        let server = try TestServer(wire) { $0.headerTimeout = .milliseconds(100) }
        let client = try server.client()
        try client.send("GET / HTTP/1.1\r\n")
        #expect(try client.readResponse().status == 408)
        #expect(try client.readToEnd() == "")
    }

    @Test(arguments: Wire.allCases) func aSlowBodyIsCutOff(_ wire: Wire) throws {
        let server = try TestServer(wire) { $0.stallTimeout = .milliseconds(100) }
        let client = try server.client()
        try client.send("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc")
        #expect(try client.readResponse().status == 408)
        #expect(try client.readToEnd() == "")
    }

    /// Long content is not read before much of it has come; what has come counts all the same.
    @Test(arguments: Wire.allCases) func longContentThatComesSlowlyIsNoStall(_ wire: Wire) throws {
        let isTaken = try Pace.isKept(from: .milliseconds(500)) { pace in
            let server = try TestServer(wire) { $0.stallTimeout = pace.timeout }
            let client = try server.client()
            let body = Echo.pattern(200_000).copy
            try client.send("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: \(body.count)\r\n\r\n")
            for start in stride(from: 0, to: body.count, by: 8000) {
                pace.rest()
                try client.send(Array(body[start..<min(start + 8000, body.count)]))
                pace.step()
            }
            // A head is shorter than what is waited for of long content.
            return try client.readResponse().body == body && client.exchange(Self.get("/a")).text == "/a"
        }
        #expect(isTaken)
    }

    @Test(arguments: Wire.allCases) func longContentThatStandsStillIsCutOff(_ wire: Wire) throws {
        let server = try TestServer(wire) { $0.stallTimeout = .milliseconds(100) }
        let client = try server.client()
        try client.send("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n")
        try client.send([UInt8](repeating: 0, count: 300_000))
        #expect(try client.readResponse().status == 408)
        #expect(try client.readToEnd() == "")
    }

    @Test(arguments: Wire.allCases) func anUnreadAnswerIsCutOff(_ wire: Wire) throws {
        let server = try TestServer(wire) { $0.stallTimeout = .milliseconds(100) }
        let client = try server.client(receiveBuffer: 4096)
        try client.send(Self.get("/large?30000000"))
        server.echo.largeBegins.wait()
        #expect(eventually { server.server.connectionCount == 0 })
    }

    /// So slowly that the kernel, which holds megabytes of it, has no room for more all the while.
    @Test(arguments: Wire.allCases) func anAnswerThatIsReadSlowlyIsSentWhole(_ wire: Wire) throws {
        let isSent = try Pace.isKept(from: .milliseconds(800)) { pace in
            let server = try TestServer(wire) { $0.stallTimeout = pace.timeout }
            let client = try server.client(receiveBuffer: 32 << 10)
            try client.send(Self.get("/large?12000000"))
            _ = try client.readResponse(toHead: true)
            for part in 0..<1500 {
                _ = try client.read(count: 8000)
                pace.step()
                if part < 50 { pace.rest() }
            }
            return try client.read(count: 3) == Array("end".utf8)
        }
        #expect(isSent)
    }

    @Test(arguments: Wire.allCases) func anIdleConnectionIsClosedQuietly(_ wire: Wire) throws {
        let isQuiet = try Pace.isKept(from: .milliseconds(100)) { pace in
            let server = try TestServer(wire) { $0.idleTimeout = pace.timeout }
            let client = try server.client()
            guard try client.exchange(Self.get("/a")).status == 200 else { return false }
            pace.step()
            return try client.readToEnd() == ""
        }
        #expect(isQuiet)
    }

    /// RFC 9112 §9.6: input that nobody will look at must not cost the client the end of its answer.
    @Test(arguments: ["\r\n", "GET /a HTTP/1.1\r\nHost: a\r\n\r\n"], Wire.allCases)
    func aLastAnswerIsReadWholeWhateverIsSentBehind(more: String, wire: Wire) throws {
        let server = try TestServer(wire)
        let client = try server.client(receiveBuffer: 4096)
        try client.send("POST /large?3000000 HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 2\r\n\r\nab")
        try client.send(more)
        #expect(try client.readResponse().body.count == 3_000_003)
        #expect(try client.readToEnd() == "")
    }

    /// RFC 9110 §9.3.2.
    @Test(
        arguments: ["HEAD /a HTTP/1.1\r\n\r\n", "HEAD /a HTTP/2.0\r\n", "HEAD /a HTTP/1.1\r\nHost: a\r\nA : b\r\n"],
        Wire.allCases)
    func aHeadThatFailsGetsNoContent(raw: String, wire: Wire) throws {
        let server = try TestServer(wire)
        let client = try server.client()
        try client.send(raw)
        let answer = try client.readToEnd()
        #expect(answer.contains("Content-Length: ") && answer.hasSuffix("\r\n\r\n"), "\(answer)")
    }

    // MARK: Resets, limits, ends

    @Test(arguments: Wire.allCases) func aResetMarksTheClientAsGone(_ wire: Wire) throws {
        let server = try TestServer(wire)
        let client = try server.client()
        try client.send(Self.get("/hold"))
        server.echo.arrived.wait()
        client.reset()
        #expect(eventually { server.echo.held.withLock { $0[0].clientIsGone } })
        #expect(eventually { server.server.connectionCount == 0 })
        server.echo.release()
        #expect(try server.client().exchange(Self.get("/a")).status == 200)
    }

    @Test(arguments: Wire.allCases) func manyResetsLeaveNothingBehind(_ wire: Wire) throws {
        let server = try TestServer(wire)
        for index in 0..<200 {
            let client = try server.client()
            try client.send(["GET / HT", Self.get("/large?2000000"), Self.get("/later"), "POST"][index % 4])
            client.reset()
        }
        #expect(try server.client().exchange(Self.get("/a")).status == 200)
        // Some may not have been accepted yet, and no connection may be open because of that.
        #expect(eventually { server.server.connectionCount == 0 && server.server.inflightBytes == 0 })
    }

    @Test func connectionsAtTheirLimit() throws {
        let server = try TestServer { $0.maxConnections = 2 }
        let first = try server.client()
        let second = try server.client()
        #expect(try first.exchange(Self.get("/a")).status == 200)
        #expect(try second.exchange(Self.get("/a")).status == 200)
        let third = try server.client()
        try third.send(Self.get("/third"))
        #expect(try first.exchange(Self.get("/a")).status == 200)
        #expect(server.server.connectionCount == 2)
        first.close()
        #expect(try third.readResponse().text == "/third")
    }

    /// The head of a request whose content is let come, and has not come yet.
    private static let announced =
        "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\nExpect: 100-continue\r\n\r\n"

    /// The handler is told how much content is on its way.
    @Test(arguments: Wire.allCases) func contentOnItsWayIsCounted(_ wire: Wire) throws {
        let server = try TestServer(wire)
        let (first, second) = (try server.client(), try server.client())
        #expect(try first.exchange(Self.announced).status == 100)
        // Twice while the loop has it before it to look for more of it.
        #expect(try eventually { try second.exchange(Self.get("/alone")).text == "1" })
        try first.send(String(repeating: "b", count: 100_000))
        #expect(try first.readResponse().body.count == 100_000)
        #expect(try second.exchange(Self.get("/alone")).status == 200)
        #expect(try first.exchange(Self.announced).status == 100)
        #expect(try second.exchange(Self.get("/alone")).status == 503)
        first.reset()
        #expect(try eventually { try second.exchange(Self.get("/alone")).status == 200 })
    }

    @Test(arguments: Wire.allCases) func contentThatDawdlesIsNotCounted(_ wire: Wire) throws {
        let server = try TestServer(wire) { $0.arrivalPatience = .milliseconds(300) }
        let (first, second) = (try server.client(), try server.client())
        #expect(try first.exchange(Self.announced).status == 100)
        #expect(try eventually { try second.exchange(Self.get("/alone")).status == 200 })
        try first.send(String(repeating: "b", count: 100_000))
        #expect(try first.readResponse().body.count == 100_000)
    }

    @Test(arguments: Wire.allCases) func drainAnswersWhatHasBegun(_ wire: Wire) throws {
        let server = try TestServer(wire)
        let (idle, busy, begun) = (try server.client(), try server.client(), try server.client())
        #expect(try idle.exchange(Self.get("/a")).status == 200)
        try busy.send(Self.get("/hold"))
        server.echo.arrived.wait()
        try begun.send("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbo")
        #expect(eventually { server.server.connectionCount == 3 })
        let drained = Drain(server.server, timeout: .seconds(2 * patience))
        #expect(try idle.readToEnd() == "")
        // The listener closes next; who comes before that may still be answered, and then has to go.
        let isRefused = eventually {
            guard let response = try? server.client().exchange(Self.get("/a")) else { return true }
            #expect(response.field("connection") == "close")
            return false
        }
        #expect(isRefused)
        server.echo.release()
        let response = try busy.readResponse()
        #expect(response.text == "held" && response.field("connection") == "close")
        let late = try begun.exchange("dy")
        #expect(late.text == "body" && late.field("connection") == "close")
        for client in [idle, busy, begun] { client.close() }
        #expect(drained.wait() == 0)
        #expect(server.server.connectionCount == 0)
    }

    /// Whoever has connected is answered or sees an end; a reset would say less.
    @Test(arguments: Wire.allCases) func drainResetsNobody(_ wire: Wire) throws {
        for _ in 0..<5 {
            let server = try TestServer(wire)
            let failures = Locked<[String]>([])
            let clients = DispatchGroup()
            for _ in 0..<4 {
                DispatchQueue(label: "client").async(group: clients) {
                    while true {
                        do {
                            _ = try server.client().exchange(Self.get("/a"))
                        } catch RawClient.Failure.cannotConnect(ECONNREFUSED) {
                            return
                        } catch {
                            return failures.withLock { $0.append("\(error)") }
                        }
                    }
                }
            }
            #expect(eventually { server.server.connectionCount > 0 })
            #expect(Drain(server.server, timeout: .seconds(2 * patience)).wait() == 0)
            clients.wait()
            #expect(failures.withLock { $0 } == [])
        }
    }

    @Test(arguments: Wire.allCases) func drainCutsWhatTakesTooLong(_ wire: Wire) throws {
        let server = try TestServer(wire, loops: 2)
        let client = try server.client()
        try client.send(Self.get("/hold"))
        server.echo.arrived.wait()
        #expect(Drain(server.server, timeout: .milliseconds(50)).wait() == 1)
        server.echo.release()
        #expect(throws: (any Error).self) { _ = try client.readResponse() }
    }

    @Test func saysWhyItCannotListen() throws {
        let server = try TestServer()
        var configuration = HTTPServer.Configuration()
        configuration.endpoints = [.tcp(host: "127.0.0.1", port: server.server.port)]
        #expect(throws: TransportError.addressInUse("127.0.0.1:\(server.server.port)")) {
            _ = try HTTPServer(configuration, handler: Echo())
        }
        configuration.endpoints = [.tcp(host: "192.0.2.1", port: server.server.port)]
        #expect(throws: TransportError.addressNotAvailable("192.0.2.1:\(server.server.port)")) {
            _ = try HTTPServer(configuration, handler: Echo())
        }
        configuration.endpoints = [.tcp(host: "no such host", port: 0)]
        #expect(throws: TransportError.self) { _ = try HTTPServer(configuration, handler: Echo()) }
    }

    @Test func whatCannotListenLeavesNothing() throws {
        let server = try TestServer()
        weak var handler: Echo?
        do {
            let echo = Echo()
            handler = echo
            var configuration = HTTPServer.Configuration()
            configuration.endpoints = [.tcp(host: "127.0.0.1", port: server.server.port)]
            #expect(throws: TransportError.self) { _ = try HTTPServer(configuration, handler: echo) }
        }
        #expect(handler == nil)
    }

    @Test func listensOnNamesAndWildcards() throws {
        for host in ["localhost", "0.0.0.0"] {
            let server = try TestServer(host: host)
            #expect(server.server.port != 0)
            #expect(try server.client().exchange(Self.get("/a")).status == 200)
        }
    }
}
