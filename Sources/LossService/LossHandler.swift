import HTTPWire
import LossWire

/// The service: what is answered to which request.
package final class LossHandler: HTTPHandler {
    private let pipeline: LossPipeline
    private let inlinePipeline = LossPipeline(executor: SerialExecutor())
    private let readiness: Readiness
    /// nil for a service that anybody may ask.
    let access: Access?
    /// nil for a service that takes and gives content as it stands.
    let compression: Compression?
    let names: ModelNames
    let statistics = ModelStatistics()
    let codedDocuments = CodedDocuments()

    /// Content of at most this many octets is answered on the event loop itself: it takes some tens of microseconds,
    /// about as long as handing it to a worker and back.
    private static let inlineLimit = 8 << 10
    /// Tensors as octets are answered there, too, up to this many, and JSON up to fewer, while nobody else's content is on
    /// its way. They take an eighth of a millisecond or two, in which a worker would hardly have begun, on a processor
    /// whose caches have nothing of them; and about as long as reading them did.
    private static let loneLimit = 1 << 20
    private static let loneJSONLimit = 128 << 10

    package init(
        executor: any BatchExecutor, readiness: Readiness, compression: Compression? = nil, access: Access? = nil,
        names: ModelNames = ModelNames()
    ) {
        self.access = access
        self.compression = compression
        pipeline = LossPipeline(executor: executor)
        self.readiness = readiness
        self.names = names
    }

    package func purpose(of head: RequestHead, arriving: Int) throws(HTTPRefusal) -> Int {
        try decide(head, arriving).number
    }

    private func decide(_ head: RequestHead, _ arriving: Int) throws(HTTPRefusal) -> Purpose {
        try checkToken(head)
        if case .options = head.method { return .description }
        guard let route = Route.of(head, names) else { throw HTTPRefusal(answer(Self.nothingHere, head)) }
        if case .inference(.unknown(let what)) = route { throw refusal(.notFound, what, head) }
        guard route.takes(head.method) else { throw HTTPRefusal(methodNotAllowed(route, head)) }
        let purpose: Purpose
        switch route {
        case .softmaxLoss: purpose = .batch(.loss, try formats(head))
        case .partials: purpose = .batch(.partials, try formats(head))
        case .inference(.infer(let endpoint)):
            // Clients of the protocol send any type or none.
            try checkCodings(head)
            purpose = .inference(endpoint)
        default: return .description
        }
        try checkRoom(head, arriving)
        return purpose
    }

    package func respond(
        to request: HTTPRequest, for purpose: Int, arriving: Int, exchange: () -> any HTTPExchange
    ) -> HTTPResponse? {
        switch Purpose(number: purpose) {
        case .batch(let endpoint, let formats): compute(request, endpoint, formats, arriving, exchange)
        case .inference(let endpoint): infer(request, endpoint, arriving, exchange)
        case .description: describe(request.head)
        }
    }

    private func describe(_ head: RequestHead) -> HTTPResponse {
        if case .options = head.method { return options(head) }
        switch Route.of(head, names) {
        case .liveness: return answer("{\"status\":\"ok\"}\n", head)
        case .readiness: return ready("{\"status\":\"ready\"}\n", head)
        case .inference(.ready): return ready("{\"ready\":true}\n", head)
        case .openAPIYAML: return document(OpenAPIDocument.yaml, "application/yaml", head)
        case .openAPIJSON:
            guard let json = OpenAPIDocument.json else {
                return answer(Problem(.internalServerError, "the contract cannot be read"), head)
            }
            return document(json, "application/json", head)
        case .inference(let route): return describe(route, head)
        case .softmaxLoss, .partials, nil:
            // `purpose(of:arriving:)` lets none of these come here.
            return answer(Self.nothingHere, head)
        }
    }

    /// `yes` until the server begins to end.
    private func ready(_ yes: String, _ head: RequestHead) -> HTTPResponse {
        if readiness.isReady { return answer(yes, head) }
        return answer(Problem(.serviceUnavailable, "the server is shutting down"), head)
    }

    package func response(to failure: HTTPFailure, head: RequestHead?) -> HTTPResponse {
        var detail = failure.detail
        if case .malformed(_, let offset?) = failure { detail += ", at offset \(offset) of the request" }
        return answer(Problem(failure.status, detail), head)
    }

    static let nothingHere = Problem(.notFound, "there is nothing at this path; the contract is at /openapi.yaml")

    /// What is done with the content of a request.
    enum Work: Sendable {
        /// A file has options beside it.
        case batch(LossEndpoint, Formats, options: [(name: String, value: String)])
        /// As the Open Inference Protocol has it, with so many octets of JSON before its tensors.
        case inference(LossEndpoint, headerLength: Int?)
    }

    private func compute(
        _ request: HTTPRequest, _ endpoint: LossEndpoint, _ formats: Formats, _ arriving: Int,
        _ exchange: () -> any HTTPExchange
    ) -> HTTPResponse? {
        guard let options = formats.request == .json ? [] : Query.parse(request.head.query) else {
            return answer(Problem(.badRequest, "the query has a '%' that is not followed by two digits"), request.head)
        }
        return compute(request, .batch(endpoint, formats, options: options), arriving, exchange)
    }

    func compute(
        _ request: HTTPRequest, _ work: Work, _ arriving: Int, _ exchange: () -> any HTTPExchange
    ) -> HTTPResponse? {
        let identifier = RequestIdentifier(of: request.head)
        let codings = AcceptedCodings(of: request.head)
        let coding = coding(of: request.head)
        let body = request.body ?? ByteBuffer(capacity: 0)
        // What is coded may be far longer than it looks, but for nothing.
        if body.count <= (coding == nil ? Self.inlineLimit : 0) {
            return run(inlinePipeline, body, work, identifier, StepTiming(), codings)
        }
        if arriving == 0, coding == nil, compression == nil || codings.preferred == nil, isQuick(work, body) {
            return run(inlinePipeline, body, work, identifier, StepTiming(), codings)
        }
        let exchange = exchange()
        let waiting = Stopwatch()
        let accepted = pipeline.executor.submit { [self] in
            // Nobody is left to read the answer: whatever is completed is dropped.
            if exchange.clientIsGone {
                return exchange.complete(Self.response(Problem(.serviceUnavailable, "the client is gone"), identifier))
            }
            var timing = StepTiming()
            var waiting = waiting
            waiting.lap(&timing.queue)
            guard let coding else {
                return exchange.complete(run(pipeline, body, work, identifier, timing, codings))
            }
            exchange.complete(
                decode(body, coding, isWanted: { !exchange.clientIsGone }, identifier) { content in
                    waiting.lap(&timing.decode)
                    return run(pipeline, content, work, identifier, timing, codings)
                })
        }
        return accepted ? nil : Self.response(Self.queueIsFull, identifier)
    }

    /// Whether there is little to be done: not much JSON in the content, or next to none in it and in the answer.
    private func isQuick(_ work: Work, _ body: ByteBuffer) -> Bool {
        switch work {
        case .batch(_, let formats, _): formats.request == .json && body.count <= Self.loneJSONLimit
        case .inference(let endpoint, let headerLength?):
            headerLength <= Self.inlineLimit && body.count <= Self.loneLimit
                && InferRequest.isQuick(body.bytes, headerLength: headerLength, for: endpoint)
        case .inference(_, nil): false
        }
    }

    /// Content that would have to wait where nothing more may is not even read: reading it takes the time of those that
    /// were let in. Chunked content may turn out to be short.
    private func checkRoom(_ head: RequestHead, _ arriving: Int) throws(HTTPRefusal) {
        guard case .length(let length) = head.framing, length > Self.inlineLimit,
            !pipeline.executor.hasRoom(after: arriving)
        else { return }
        throw HTTPRefusal(answer(Self.queueIsFull, head))
    }

    private static let queueIsFull = Problem(
        .serviceUnavailable, "as many requests as may are waiting already; try again shortly")

    private func run(
        _ pipeline: LossPipeline, _ body: ByteBuffer, _ work: Work, _ identifier: RequestIdentifier,
        _ timing: StepTiming, _ codings: AcceptedCodings
    ) -> HTTPResponse {
        var timing = timing
        var response: HTTPResponse
        do {
            switch work {
            case .batch(let endpoint, let formats, let options):
                let content = try withExtendedLifetime(body) { () throws(LossWireError) in
                    try pipeline.run(body, formats, options: options, for: endpoint, timing: &timing)
                }
                response = HTTPResponse(.ok, body: content)
                response.fields.contentType = formats.answer.mediaType
            case .inference(let endpoint, let headerLength):
                response = try infer(pipeline, body, endpoint, headerLength, &timing)
            }
        } catch {
            return Self.response(Problem(error), identifier)
        }
        compress(&response, for: codings, pipeline.executor, &timing)
        response.fields.identifier = identifier
        response.fields.timing = timing
        return response
    }
}
