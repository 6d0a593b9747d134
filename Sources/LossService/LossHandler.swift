import HTTPWire
import LossWire

/// The service: what is answered to which request.
package struct LossHandler: HTTPHandler {
    private let pipeline: LossPipeline
    private let inlinePipeline = LossPipeline(executor: SerialExecutor())
    private let readiness: Readiness
    /// nil for a service that anybody may ask.
    let access: Access?
    /// nil for a service that takes and gives content as it stands.
    let compression: Compression?

    /// Content of at most this many octets is answered on the event loop itself: it takes some tens of microseconds,
    /// about as long as handing it to a worker and back.
    private static let inlineLimit = 8 << 10

    package init(
        executor: any BatchExecutor, readiness: Readiness, compression: Compression? = nil, access: Access? = nil
    ) {
        self.access = access
        self.compression = compression
        pipeline = LossPipeline(executor: executor)
        self.readiness = readiness
    }

    package func refusal(of head: RequestHead, arriving: Int) -> HTTPResponse? {
        if let response = unauthorized(head) { return response }
        if head.method == .options { return nil }
        guard let route = Route(head) else {
            return answer(Problem(.notFound, "there is nothing at this path; the contract is at /openapi.yaml"), head)
        }
        guard route.takes(head.method) else { return methodNotAllowed(route, head) }
        return route.endpoint != nil ? unsupportedContent(head) ?? tooMuch(head, arriving) : nil
    }

    package func respond(to request: HTTPRequest, exchange: () -> any HTTPExchange) -> HTTPResponse? {
        let head = request.head
        if head.method == .options { return options(head) }
        switch Route(head) {
        case .softmaxLoss: return compute(request, .loss, exchange)
        case .partials: return compute(request, .partials, exchange)
        case .liveness: return answer("{\"status\":\"ok\"}\n", head)
        case .readiness:
            if readiness.isReady { return answer("{\"status\":\"ready\"}\n", head) }
            return answer(Problem(.serviceUnavailable, "the server is shutting down"), head)
        case .openAPIYAML: return document(OpenAPIDocument.yaml, "application/yaml", head)
        case .openAPIJSON:
            guard let json = OpenAPIDocument.json else {
                return answer(Problem(.internalServerError, "the contract cannot be read"), head)
            }
            return document(json, "application/json", head)
        case nil:
            // `refusal(of:arriving:)` has answered these.
            return answer(Problem(.notFound, "there is nothing at this path"), head)
        }
    }

    package func response(to failure: HTTPFailure, head: RequestHead?) -> HTTPResponse {
        var detail = failure.detail
        if case .malformed(_, let offset?) = failure { detail += ", at offset \(offset) of the request" }
        return answer(Problem(failure.status, detail), head)
    }

    private func compute(
        _ request: HTTPRequest, _ endpoint: LossEndpoint, _ exchange: () -> any HTTPExchange
    ) -> HTTPResponse? {
        let identifier = RequestIdentifier(sent: request.head.fields.first("x-request-id"))
        let codings = AcceptedCodings(request.head.fields)
        let coding = coding(of: request.head)
        // What is coded may be far longer than it looks.
        guard let body = request.body, body.count > Self.inlineLimit || coding != nil else {
            let bytes = request.body?.bytes ?? UnsafeRawBufferPointer(start: nil, count: 0)
            return withExtendedLifetime(request) {
                run(inlinePipeline, bytes, endpoint, identifier, StepTiming(), codings)
            }
        }
        let exchange = exchange()
        let waiting = Stopwatch()
        let accepted = pipeline.executor.submit {
            // Nobody is left to read the answer: whatever is completed is dropped.
            if exchange.clientIsGone {
                return exchange.complete(Self.response(Problem(.serviceUnavailable, "the client is gone"), identifier))
            }
            var timing = StepTiming()
            var waiting = waiting
            waiting.lap(&timing.queue)
            guard let coding else {
                let response = withExtendedLifetime(body) {
                    run(pipeline, body.bytes, endpoint, identifier, timing, codings)
                }
                return exchange.complete(response)
            }
            exchange.complete(
                decode(body, coding, isWanted: { !exchange.clientIsGone }, identifier) { bytes in
                    waiting.lap(&timing.decode)
                    return run(pipeline, bytes, endpoint, identifier, timing, codings)
                })
        }
        return accepted ? nil : Self.response(Self.queueIsFull, identifier)
    }

    /// Content that would have to wait where nothing more may is not even read: reading it takes the time of those that
    /// were let in. Chunked content may turn out to be short.
    private func tooMuch(_ head: RequestHead, _ arriving: Int) -> HTTPResponse? {
        guard case .length(let length) = head.framing, length > Self.inlineLimit,
            !pipeline.executor.hasRoom(after: arriving)
        else { return nil }
        return answer(Self.queueIsFull, head)
    }

    private static let queueIsFull = Problem(
        .serviceUnavailable, "as many requests as may are waiting already; try again shortly")

    private func run(
        _ pipeline: LossPipeline, _ body: UnsafeRawBufferPointer, _ endpoint: LossEndpoint,
        _ identifier: RequestIdentifier, _ timing: StepTiming, _ codings: AcceptedCodings
    ) -> HTTPResponse {
        var timing = timing
        do {
            var response = HTTPResponse(.ok, body: try pipeline.run(json: body, for: endpoint, timing: &timing))
            compress(&response, for: codings, pipeline.executor, &timing)
            response.fields.append("Content-Type", "application/json" as StaticString)
            identifier.append(to: &response.fields)
            timing.append(to: &response.fields)
            return response
        } catch {
            return Self.response(Problem(error), identifier)
        }
    }
}
