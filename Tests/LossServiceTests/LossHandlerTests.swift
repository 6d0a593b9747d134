import HTTPWire
import LossService
import Testing

struct LossHandlerTests {
    private let service = ServiceClient()
    private let minimal = #"{"logits":[[1,2,3]],"labels":[2]}"#

    @Test func aBatchIsAnswered() {
        let response = service.post(minimal)
        #expect(response.status == .ok)
        #expect(response.fields.first("content-type") == "application/json")
        #expect(
            response.text.hasPrefix(
                #"{"loss":0.40760595,"normalizer":1.0,"normalization":"VALID","ignore_label":null,"#))
        #expect(response.text.hasSuffix("]]}\n"))
    }

    @Test func serverTimingNamesEveryStep() throws {
        let timing = try #require(service.post(minimal).fields.first("server-timing"))
        let steps = #/decode;dur=\d+\.\d{3}, queue;dur=\d+\.\d{3}, compute;dur=\d+\.\d{3}, encode;dur=\d+\.\d{3}/#
        #expect(timing.wholeMatch(of: steps) != nil, "\(timing)")
    }

    @Test(arguments: ["trainer-7", "a.b_c~d:e/f+g=h@i", String(repeating: "x", count: 128)])
    func aSafeRequestIdentifierIsRepeated(identifier: String) {
        #expect(service.post(minimal, [("x-request-id", identifier)]).fields.first("x-request-id") == identifier)
        #expect(service.send(.get, "/nowhere", [("X-Request-ID", identifier)]).text.contains("\"\(identifier)\""))
    }

    @Test(arguments: ["", "a b", "a\"b", "<script>", "ä", "a,b", String(repeating: "x", count: 129)])
    func anotherIsReplaced(identifier: String) throws {
        let answered = try #require(service.post(minimal, [("x-request-id", identifier)]).fields.first("x-request-id"))
        #expect(answered != identifier)
        #expect(answered.count == 16 && answered.allSatisfy(\.isHexDigit))
    }

    @Test func everyRequestHasItsOwnIdentifier() {
        let identifiers = (0..<1000).map { _ in service.post(minimal).fields.first("x-request-id") }
        #expect(Set(identifiers).count == 1000)
    }

    @Test(arguments: ["/healthz", "/readyz", "/openapi.yaml", "/openapi.json"])
    func resourcesToRead(path: String) {
        for method in [HTTPMethod.get, .head] {
            #expect(service.send(method, path).status == .ok)
        }
        for method in [HTTPMethod.post, .put, .delete, .patch, .trace] {
            let response = service.send(method, path)
            #expect(response.status == .methodNotAllowed)
            #expect(response.fields.first("allow") == "GET, HEAD, OPTIONS")
        }
        #expect(service.send(.options, path).status == .noContent)
        #expect(service.send(.options, path).fields.first("allow") == "GET, HEAD, OPTIONS")
    }

    @Test func theLossIsForPosting() {
        for method in [HTTPMethod.get, .head, .put, .delete, .patch, .trace] {
            let response = service.send(method, "/v1/softmax-loss", [("Host", "example.org:81")])
            #expect(response.status == .methodNotAllowed)
            #expect(response.fields.first("allow") == "POST, OPTIONS")
            #expect(
                response.text.contains("curl --json") && response.text.contains("http://example.org:81/v1/softmax-loss")
            )
        }
        #expect(service.send(.options, "/v1/softmax-loss").fields.first("allow") == "POST, OPTIONS")
        #expect(service.send(.options, "*").status == .noContent)
    }

    @Test(arguments: ["/", "/v1", "/v1/softmax-loss/", "/v1/softmax-loss/x", "//healthz", "/HEALTHZ"])
    func thereIsNothingElse(path: String) {
        #expect(service.send(.get, path).status == .notFound)
    }

    @Test func readinessEndsWithDraining() {
        #expect(service.send(.get, "/readyz").status == .ok)
        service.readiness.beginDraining()
        let response = service.send(.get, "/readyz")
        #expect(response.status == .serviceUnavailable)
        #expect(response.fields.first("retry-after") != nil)
        #expect(service.send(.get, "/healthz").status == .ok)
        #expect(service.post(minimal).status == .ok)
    }

    @Test(arguments: [
        ("application/json", 200), ("Application/JSON; charset=utf-8", 200), ("application/json ;a=b", 200),
        ("text/plain", 415), ("application/x-www-form-urlencoded", 415), ("application/jsonx", 415), ("", 415),
    ])
    func contentTypes(type: String, status: Int) {
        let response = service.post(minimal, [("Content-Type", type)])
        #expect(response.status.code == status)
        if status == 415 { #expect(response.text.contains("--json")) }
    }

    @Test(arguments: [
        ("*/*", 200), ("application/*", 200), ("text/html, application/json;q=0.5", 200), ("application/json", 200),
        ("application/problem+json", 200), ("text/html", 406), ("application/json;q=0", 406), ("*/*;q=0", 406),
        ("*/*, application/json;q=0", 406), ("text/*;q=0.3, APPLICATION/JSON", 200),
    ])
    func acceptedTypes(accept: String, status: Int) {
        #expect(service.post(minimal, [("Accept", accept)]).status.code == status)
    }

    @Test(arguments: [("identity", 200), ("gzip", 415), ("gzip, identity", 415), ("br", 415)])
    func contentCodings(coding: String, status: Int) {
        #expect(service.post(minimal, [("Content-Encoding", coding)]).status.code == status)
    }

    @Test func noContentIsNoJSON() {
        #expect(service.send(.post, "/v1/softmax-loss").status == .badRequest)
        #expect(service.post("").status == .badRequest)
    }

    /// Content past the size that the event loop takes itself goes to the executor.
    @Test func largeContentWaitsForAWorker() {
        let large = minimal + String(repeating: " ", count: 128 << 10)
        #expect(service.post(large).text == service.post(minimal).text)
        let full = ServiceClient(executor: FullExecutor())
        #expect(full.post(minimal).status == .ok)
        let refused = full.post(large)
        #expect(refused.status == .serviceUnavailable)
        #expect(refused.fields.first("retry-after") == "1")
    }

    /// Not when it has been read: that is work which those who were let in would wait for.
    @Test func whatWouldWaitTooLongIsRefusedUnread() throws {
        let long = try ServiceClient.head(.post, "/v1/softmax-loss", contentLength: 9000)
        let short = try ServiceClient.head(.post, "/v1/softmax-loss", contentLength: 8192)
        let full = ServiceClient(executor: FullExecutor()).handler
        #expect(throws: Never.self) { try full.purpose(of: long, arriving: 1) }
        let refusal = #expect(throws: HTTPRefusal.self) { try full.purpose(of: long, arriving: 2) }
        #expect(refusal?.response.status == .serviceUnavailable)
        #expect(throws: Never.self) { try full.purpose(of: short, arriving: 2) }
    }

    /// Every batch has numbers of its own.
    @Test func manySmallBatches() {
        let batches = [String](repeating: minimal, count: 40_000).joined(separator: ",")
        let response = service.post("{\"batches\":[\(batches)]}")
        #expect(response.status == .ok)
        #expect(response.text.split(separator: "\"loss\":0.40760595").count == 40_001)
    }

    @Test func aClientThatIsGoneCostsNothing() throws {
        let exchange = ServiceClient.Exchange(clientIsGone: true)
        let body = ByteBuffer(minimal + String(repeating: " ", count: 128 << 10))
        let head = try ServiceClient.head(.post, "/v1/softmax-loss")
        let purpose = try service.handler.purpose(of: head, arriving: 0)
        let request = HTTPRequest(head: head, body: body)
        #expect(service.handler.respond(to: request, for: purpose, arriving: 0) { exchange } == nil)
        #expect(exchange.response.fields.first("server-timing") == nil)
    }
}
