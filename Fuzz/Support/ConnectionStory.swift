import HTTPWire

/// What a connection said and did while octets came in: told the same however they are cut up.
///
/// The service behind it answers at once. It refuses what is below `/r` before the content comes, and drains the connection
/// from a request below `/d` on.
struct ConnectionStory {
    enum Event: Equatable {
        /// A head was accepted, `end` octets from the start of the input.
        case head(HeadFacts, end: Int)
        /// A request's content was handed over.
        case content([UInt8]?, end: Int)
        case failure(Int)
        case answer(Int, ResponseEncoder.Content, ResponseEncoder.Persistence, sendsContent: Bool)
        /// Nothing more is sent.
        case end
    }

    private let now = MonotonicInstant(nanoseconds: 0)
    private(set) var events: [Event] = []
    private var taken = 0
    private var arrived = 0

    private init() {}

    /// - Parameter fillsBuffer: whether content goes straight to the connection's buffer where it offers one.
    static func tell(
        _ octets: UnsafeRawBufferPointer, _ limits: HTTPLimits, _ cutting: Cutting, fillsBuffer: Bool
    ) -> [Event] {
        var story = ConnectionStory()
        var connection = HTTPConnection(policy: ConnectionPolicy(limits: limits), at: story.now)
        for end in cutting.ends(octets.count) {
            story.arrived = end
            while connection.wantsInput, story.taken < end {
                story.feed(octets[story.taken..<end], to: &connection, fillsBuffer)
            }
        }
        if connection.wantsInput { story.perform(connection.inputEnded(), &connection) }
        check(!connection.isBusy, "a request is left without an answer")
        check(connection.contentMemory == 0, "content is kept for nobody")
        return story.events
    }

    private mutating func feed(
        _ octets: Slice<UnsafeRawBufferPointer>, to connection: inout HTTPConnection, _ fillsBuffer: Bool
    ) {
        if fillsBuffer, let buffer = connection.contentBuffer {
            let count = buffer.append(UnsafeRawBufferPointer(rebasing: octets))
            check(count > 0, "there is no room for content that is wanted")
            taken += count
            return perform(connection.contentArrived(count, at: now), &connection)
        }
        var consumed = -1
        let action = withCopy(of: octets) { connection.receive($0, at: now, consumed: &consumed) }
        check((0...octets.count).contains(consumed), "\(consumed) of \(octets.count) octets were taken")
        taken += consumed
        let wantsInput = connection.wantsInput
        if case .wait = action { check(consumed > 0 || !wantsInput, "nothing is taken, and input is wanted") }
        perform(action, &connection)
    }

    private mutating func perform(_ action: HTTPConnection.Action, _ connection: inout HTTPConnection) {
        switch action {
        case .wait: return
        case .endOutput, .close:
            if events.last != .end { events.append(.end) }
            return
        case .consult, .sendContinue, .respond, .fail: check(events.last != .end, "\(action) behind the end")
        }
        switch action {
        case .wait, .endOutput, .close: break
        case .consult(let head):
            events.append(.head(HeadFacts(head), end: taken))
            if head.path.hasPrefix("/r") {
                answer(HTTPResponse(.notFound), &connection)
            } else {
                perform(connection.admit(inputIsWaiting: taken < arrived, at: now), &connection)
            }
        case .sendContinue:
            guard case .head(let facts, _) = events.last else { fatalError("100 without a head") }
            check(facts.expectsContinue, "100 that nobody expects")
        case .respond(let request):
            events.append(.content(request.body?.copy, end: taken))
            if request.head.path.hasPrefix("/d") { connection.beginDraining() }
            answer(HTTPResponse(.ok, body: .one(ByteBuffer("answer"))), &connection)
        case .fail(let failure, let head):
            // This one is not asked about.
            if failure == .unsupportedExpectation, let head { events.append(.head(HeadFacts(head), end: taken)) }
            events.append(.failure(failure.status.code))
            answer(HTTPResponse(failure.status), &connection)
        }
    }

    private mutating func answer(_ response: HTTPResponse, _ connection: inout HTTPConnection) {
        let plan = connection.answer(response, at: now)
        events.append(
            .answer(response.status.code, plan.content, plan.persistence, sendsContent: plan.sendsContent))
        perform(connection.answerWasSent(at: now), &connection)
    }
}
