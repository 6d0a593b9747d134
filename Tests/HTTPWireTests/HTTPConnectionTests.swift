import HTTPWire
import Testing

/// The state machine, driven by hand with a clock of its own.
struct HTTPConnectionTests {
    /// A connection with a service behind it that answers what it is asked and notes what happens.
    private struct Driver: ~Copyable {
        var connection: HTTPConnection
        var now = MonotonicInstant(nanoseconds: 0)
        var log: [String] = []
        var refuses = false
        var answersAtOnce = true
        var stash: [UInt8] = []

        init(_ limits: HTTPLimits = HTTPLimits()) {
            connection = HTTPConnection(policy: ConnectionPolicy(limits: limits), at: now)
        }

        mutating func send(_ text: String) {
            stash += Array(text.utf8)
            feed()
        }

        mutating func feed() {
            while connection.wantsInput, !stash.isEmpty {
                var consumed = 0
                let action = stash.withUnsafeBytes { connection.receive($0, at: now, consumed: &consumed) }
                stash.removeFirst(consumed)
                perform(action)
            }
        }

        mutating func perform(_ action: HTTPConnection.Action) {
            switch action {
            case .wait: break
            case .consult(let head):
                log.append("\(head.method.rawValue) \(head.path)")
                if refuses {
                    answer(HTTPResponse(.notFound))
                } else {
                    perform(connection.admit(inputIsWaiting: !stash.isEmpty, at: now))
                }
            case .sendContinue: log.append("100")
            case .respond(let request):
                log.append("body " + (request.body.map { String(decoding: $0.copy, as: UTF8.self) } ?? "-"))
                if answersAtOnce { answer(HTTPResponse(.ok)) }
            case .fail(let failure, let head):
                log.append("fail\(head == nil ? "" : " \(head!.path)")")
                answer(HTTPResponse(failure.status))
            case .endOutput: log.append("end")
            case .close: log.append("close")
            }
        }

        mutating func answer(_ response: HTTPResponse) {
            let plan = connection.answer(response, at: now)
            let persistence = plan.persistence == .implied ? "" : " \(plan.persistence)"
            log.append("\(response.status.code)\(persistence)")
            perform(connection.answerWasSent(at: now))
        }

        mutating func advance(_ seconds: Double) {
            now = MonotonicInstant(nanoseconds: now.nanoseconds + Int64(seconds * 1e9))
            perform(connection.deadlinePassed(at: now))
        }

        mutating func taken() -> [String] {
            let taken = log
            log = []
            return taken
        }
    }

    private static let get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

    private static func post(_ length: Int, _ lines: String = "") -> String {
        "POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: \(length)\r\n\(lines)\r\n"
    }

    private static let chunkedPost = "POST /p HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"

    @Test func oneAfterAnother() {
        var driver = Driver()
        driver.send(Self.get + Self.post(2) + "ab" + Self.chunkedPost + "1\r\nc\r\n0\r\n\r\n" + Self.get)
        #expect(
            driver.taken() == [
                "GET /", "body -", "200", "POST /p", "body ab", "200", "POST /p", "body c", "200", "GET /", "body -",
                "200",
            ])
        let isBusy = driver.connection.isBusy
        #expect(!isBusy)
    }

    @Test func octetByOctet() {
        var driver = Driver()
        for character in (Self.post(2) + "ab" + Self.get).unicodeScalars { driver.send(String(character)) }
        #expect(driver.taken() == ["POST /p", "body ab", "200", "GET /", "body -", "200"])
    }

    @Test func theNextRequestWaitsForTheAnswer() {
        var driver = Driver()
        driver.answersAtOnce = false
        driver.send(Self.get + "BAD\r\n")
        #expect(driver.taken() == ["GET /", "body -"])
        let (isAnswering, wantsInput) = (driver.connection.isAnswering, driver.connection.wantsInput)
        #expect(isAnswering && !wantsInput)
        let deadline = driver.connection.deadline
        #expect(deadline == nil)
        driver.answer(HTTPResponse(.ok))
        #expect(driver.taken() == ["200"])
        driver.feed()
        #expect(driver.taken() == ["fail", "400 close", "end"])
    }

    @Test func closeAndVersions() {
        var driver = Driver()
        driver.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        #expect(driver.taken() == ["GET /", "body -", "200 close", "end"])
        driver = Driver()
        driver.send("GET / HTTP/1.0\r\n\r\n")
        #expect(driver.taken() == ["GET /", "body -", "200 close", "end"])
        driver = Driver()
        driver.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
        #expect(driver.taken() == ["GET /", "body -", "200 keepAlive"])
        driver = Driver()
        driver.send("GET / HTTP/1.0\r\n\r\n" + Self.get)
        #expect(driver.taken() == ["GET /", "body -", "200 close", "end"])
    }

    @Test func expectations() {
        var driver = Driver()
        driver.send(Self.post(2, "Expect: 100-continue\r\n"))
        #expect(driver.taken() == ["POST /p", "100"])
        driver.send("ab")
        #expect(driver.taken() == ["body ab", "200"])
        driver.send(Self.post(2, "Expect: 100-continue\r\n") + "ab")
        #expect(driver.taken() == ["POST /p", "body ab", "200"])
        driver.send(Self.post(0, "Expect: 100-continue\r\n"))
        #expect(driver.taken() == ["POST /p", "body -", "200"])
        driver.send(Self.post(0, "Expect: x\r\n"))
        #expect(driver.taken() == ["fail /p", "417 close", "end"])
    }

    @Test func aRefusedRequestsContentIsDropped() {
        var limits = HTTPLimits()
        limits.maxDiscardedBytes = 12
        var driver = Driver(limits)
        driver.refuses = true
        driver.send(Self.post(12) + "0123456789ab" + Self.chunkedPost + "2\r\nab\r\n0\r\n\r\n")
        #expect(driver.taken() == ["POST /p", "404", "POST /p", "404"])
        driver.send(Self.get)
        #expect(driver.taken() == ["GET /", "404"])
        driver.send(Self.post(13) + "0123456789")
        #expect(driver.taken() == ["POST /p", "404 close", "end"])
        driver = Driver(limits)
        driver.refuses = true
        driver.send(Self.post(2, "Expect: 100-continue\r\n"))
        #expect(driver.taken() == ["POST /p", "404 close", "end"])
        driver = Driver(limits)
        driver.refuses = true
        driver.send(Self.chunkedPost + "zz")
        #expect(driver.taken() == ["POST /p", "404", "end"])
        driver = Driver(limits)
        driver.refuses = true
        driver.send(Self.chunkedPost + "d\r\n0123456789abc")
        #expect(driver.taken() == ["POST /p", "404", "end"])
    }

    /// Found by fuzzing: an end that came with what was too much let the connection go on.
    @Test func howMuchIsDroppedDoesNotDependOnPieces() {
        var limits = HTTPLimits()
        limits.maxDiscardedBytes = 12
        let ends = ["2\r\nab\r\n0\r\n\r\n": ["POST /p", "404"], "3\r\nabc\r\n0\r\n\r\n": ["POST /p", "404", "end"]]
        for (content, story) in ends {
            let request = Self.chunkedPost + content
            for pieces in [[request], request.unicodeScalars.map { String($0) }] {
                var driver = Driver(limits)
                driver.refuses = true
                for piece in pieces { driver.send(piece) }
                #expect(driver.taken() == story)
            }
        }
    }

    @Test func contentAtItsLimit() {
        var limits = HTTPLimits()
        limits.maxBodyBytes = 3
        limits.maxDiscardedBytes = 4
        var driver = Driver(limits)
        driver.send(Self.post(3) + "abc" + Self.post(4) + "abcd")
        #expect(driver.taken() == ["POST /p", "body abc", "200", "POST /p", "fail /p", "413"])
        driver.send(Self.post(5))
        #expect(driver.taken() == ["POST /p", "fail /p", "413 close", "end"])
        driver = Driver(limits)
        driver.send(Self.chunkedPost + "1\r\na\r\n2\r\nbc\r\n0\r\n\r\n" + Self.chunkedPost + "4\r\n")
        #expect(driver.taken() == ["POST /p", "body abc", "200", "POST /p", "fail /p", "413 close", "end"])
        driver = Driver()
        driver.send(Self.post(0).replacing("Length: 0", with: "Length: 99999999999999999999"))
        #expect(driver.taken() == ["POST /p", "fail /p", "413 close", "end"])
    }

    @Test func endsOfInput() {
        var driver = Driver()
        driver.perform(driver.connection.inputEnded())
        #expect(driver.taken() == ["close"])
        driver = Driver()
        driver.send("GET /")
        driver.perform(driver.connection.inputEnded())
        #expect(driver.taken() == ["fail", "400 close", "end"])
        driver.perform(driver.connection.inputEnded())
        #expect(driver.taken() == ["close"])
        driver = Driver()
        driver.send(Self.post(2) + "a")
        driver.perform(driver.connection.inputEnded())
        #expect(driver.taken() == ["POST /p", "fail /p", "400 close", "end"])
        driver = Driver()
        driver.send("\r\n")
        driver.perform(driver.connection.inputEnded())
        #expect(driver.taken() == ["close"])
    }

    @Test func headerDeadline() {
        var driver = Driver()
        driver.advance(74)
        driver.send("G")
        driver.advance(9.9)
        #expect(driver.taken() == [])
        driver.send("ET / HTTP/1.1\r\n")
        driver.advance(0.1)
        #expect(driver.taken() == ["fail", "408 close", "end"])
        driver.advance(4.9)
        #expect(driver.taken() == [])
        driver.advance(0.1)
        #expect(driver.taken() == ["close"])
    }

    @Test func idleDeadline() {
        var driver = Driver()
        driver.send(Self.get)
        _ = driver.taken()
        driver.advance(74.9)
        #expect(driver.taken() == [])
        driver.advance(0.1)
        #expect(driver.taken() == ["close"])
    }

    @Test func aBodyThatStandsStill() {
        var driver = Driver()
        driver.send(Self.post(5000) + String(repeating: "a", count: 2000))
        driver.advance(14.9)
        #expect(driver.taken() == ["POST /p"])
        driver.advance(0.1)
        #expect(driver.taken() == ["fail /p", "408 close", "end"])
    }

    @Test func aBodyThatPretendsToMove() {
        var limits = HTTPLimits()
        limits.minimumBytesPerSecond = 2
        for (perSecond, survives) in [(1, false), (2, true)] {
            var driver = Driver(limits)
            driver.send(Self.post(1000))
            _ = driver.taken()
            for _ in 0..<40 {
                driver.send(String(repeating: "a", count: perSecond))
                driver.advance(1)
            }
            #expect(driver.taken().isEmpty == survives)
        }
    }

    @Test func anAnswerThatIsNotRead() {
        var driver = Driver()
        driver.answersAtOnce = false
        driver.send(Self.get)
        driver.advance(1000)
        #expect(driver.taken() == ["GET /", "body -"])
        _ = driver.connection.answer(HTTPResponse(.ok), at: driver.now)
        driver.advance(10)
        driver.connection.outputMoved(100_000, at: driver.now)
        driver.advance(14.9)
        #expect(driver.taken() == [])
        driver.advance(0.1)
        #expect(driver.taken() == ["close"])
    }

    @Test func draining() {
        var driver = Driver()
        driver.send(Self.get)
        driver.perform(driver.connection.drain(at: driver.now))
        #expect(driver.taken() == ["GET /", "body -", "200", "end"])
        driver.advance(0.4)
        #expect(driver.taken() == [])
        driver.advance(0.1)
        #expect(driver.taken() == ["close"])
        driver = Driver()
        driver.answersAtOnce = false
        driver.send(Self.get)
        driver.perform(driver.connection.drain(at: driver.now))
        driver.answer(HTTPResponse(.ok))
        #expect(driver.taken() == ["GET /", "body -", "200 close", "end"])
    }

    /// A client that has connected is about to send.
    @Test func drainingWaitsForTheFirstRequest() {
        var driver = Driver()
        driver.perform(driver.connection.drain(at: driver.now))
        driver.advance(0.4)
        driver.send(Self.get)
        #expect(driver.taken() == ["GET /", "body -", "200 close", "end"])
        driver = Driver()
        driver.perform(driver.connection.drain(at: driver.now))
        driver.advance(0.5)
        #expect(driver.taken() == ["end"])
        driver.advance(0.5)
        #expect(driver.taken() == ["close"])
    }

    /// Its client learns from the end of the connection that it was not taken.
    @Test func aRequestThatCrossesTheEndIsReadAndDropped() {
        var driver = Driver()
        driver.send(Self.get)
        driver.perform(driver.connection.drain(at: driver.now))
        driver.send(Self.get)
        driver.advance(4.9)
        #expect(driver.taken() == ["GET /", "body -", "200", "end"])
        driver.advance(0.1)
        #expect(driver.taken() == ["close"])
    }

    @Test func contentOfResponses() {
        func plan(_ request: String, _ response: HTTPResponse) -> (ResponseEncoder.Content, Bool) {
            var driver = Driver()
            driver.answersAtOnce = false
            driver.send(request)
            let plan = driver.connection.answer(response, at: driver.now)
            return (plan.content, plan.sendsContent)
        }
        let body = HTTPResponse(.ok, body: .several([ByteBuffer([1, 2]), ByteBuffer([3])]))
        let head = Self.get.replacing("GET", with: "HEAD")
        #expect(plan(Self.get, body) == (.sized(3), true))
        #expect(plan(head, body) == (.sized(3), false))
        #expect(plan(Self.get, HTTPResponse(.noContent)) == (.forbidden, false))
    }
}
