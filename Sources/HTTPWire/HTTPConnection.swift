/// One HTTP/1.1 connection as a state machine: told what happened, it says what to do. It does no I/O and has no clock.
///
/// It cannot be copied: a connection is in one state.
///
/// One request at a time: the next one is looked at only when the answer before it has been handed over whole, so
/// answers are in order, an error never overtakes one, and what a client sends ahead waits where it was read.
///
/// ```
/// idle        first octet of a head ─► head         inputEnded, deadline ─► closed
///             drain ─► lingering, or the deadline comes closer where no request came yet: then ─► lingering
/// head        whole head ─► consulting              fault, deadline, inputEnded ─► failing
/// consulting  admit ─► content | answering          answer (a refusal) ─► sending
/// content     whole ─► answering                    fault, deadline, inputEnded ─► failing
/// answering   answer ─► sending
/// failing     answer ─► sending
/// sending     sent ─► idle | discarding | lingering | closed     deadline ─► closed
/// discarding  whole ─► idle                         too much, fault ─► lingering    deadline, inputEnded ─► closed
/// lingering   inputEnded, deadline, too much ─► closed
/// ```
package struct HTTPConnection: ~Copyable, Sendable {
    package enum Action: Sendable {
        /// Feed what comes (if `wantsInput`), or wait for the answer or the deadline.
        case wait
        /// Ask the handler whether it refuses: `admit` if not, `answer` with the refusal if it does.
        case consult(RequestHead)
        /// Write `ResponseEncoder.interim`, then as for `wait`.
        case sendContinue
        /// A whole request: `answer` it, now or later.
        case respond(HTTPRequest)
        /// Have the handler word an answer to this, and `answer` with it.
        case fail(HTTPFailure, RequestHead?)
        /// Say that no more will be sent (shut the sending side down), then as for `wait`.
        case endOutput
        /// Close the socket.
        case close
    }

    private enum State {
        case idle, head, consulting, content, answering, failing, sending, discarding, lingering, closed
    }

    /// What follows once the answer has been handed over.
    private enum Sequel { case idle, discard, linger }

    private let policy: ConnectionPolicy
    private var state = State.idle
    private var parser: RequestParser
    private var head: RequestHead?
    /// Content of an announced length, or what has come of a chunked one.
    private var body: ByteBuffer?
    /// Octets of the content that have not come, where its length was announced.
    private var remaining = 0
    private var decoder: ChunkedDecoder?
    /// An octet of the current request's content was seen, so whoever sends it is not waiting for leave to.
    private var contentHasBegun = false
    private var isHead = false
    private var isHTTP10 = false
    private var keepsAlive = true
    private var mustClose = false
    private var sequel = Sequel.idle
    private var meter = ProgressMeter()
    private var stateDeadline: MonotonicInstant
    /// When lingering ends, whatever comes.
    private var lingerEnd: MonotonicInstant
    /// No request has begun on this connection.
    private var isNew = true
    private var droppedCount = 0
    package private(set) var isDraining = false

    package init(policy: ConnectionPolicy, at now: MonotonicInstant) {
        self.policy = policy
        parser = RequestParser(limits: policy.limits)
        stateDeadline = now + policy.idleTimeout
        lingerEnd = stateDeadline
    }

    // MARK: What the transport asks

    /// Whether input would be taken now. While it would not, reading pauses.
    package var wantsInput: Bool {
        switch state {
        case .idle, .head, .content, .discarding, .lingering: true
        case .consulting, .answering, .failing, .sending, .closed: false
        }
    }

    /// Whether a request has begun whose answer has not been handed over.
    package var isBusy: Bool {
        switch state {
        case .head, .consulting, .content, .answering, .failing, .sending: true
        case .idle, .discarding, .lingering, .closed: false
        }
    }

    /// Whether the current request's answer is being computed.
    package var isAnswering: Bool { state == .answering }

    /// Where to read content of an announced length to, past any other buffer; tell `contentArrived` how much it was.
    package var contentBuffer: ByteBuffer? { state == .content && remaining > 0 ? body : nil }

    /// Whether there is more than a head to be expected.
    package var takesMuch: Bool { state == .content || state == .lingering || state == .discarding }

    /// Whether whatever comes is dropped; tell `dropped` how much it was, or `receive` the octets.
    package var isLingering: Bool { state == .lingering }

    /// Octets of memory that the current request's content takes up so far.
    package var contentMemory: Int { decoder == nil ? body?.count ?? 0 : body?.capacity ?? 0 }

    /// When to call `deadlinePassed`; nil while the handler has the request.
    package var deadline: MonotonicInstant? {
        switch state {
        case .idle, .head, .discarding, .lingering: stateDeadline
        case .content, .sending: meter.deadline
        case .consulting, .answering, .failing, .closed: nil
        }
    }

    // MARK: Input

    /// Takes octets that arrived; `consumed` is set to how many. Call again with the rest while `wantsInput`.
    package mutating func receive(
        _ octets: UnsafeRawBufferPointer, at now: MonotonicInstant, consumed: inout Int
    ) -> Action {
        consumed = 0
        switch state {
        case .idle, .head: return receiveHead(octets, now, &consumed)
        case .content:
            return decoder == nil ? receiveSized(octets, now, &consumed) : receiveChunked(octets, now, &consumed)
        case .discarding: return discard(octets, now, &consumed)
        case .lingering:
            consumed = octets.count
            return dropped(octets.count)
        case .consulting, .answering, .failing, .sending, .closed: return .wait
        }
    }

    /// `count` octets came while lingering, and were thrown away.
    package mutating func dropped(_ count: Int) -> Action {
        droppedCount &+= count
        if count > 0 { stateDeadline = lingerEnd }
        return droppedCount > policy.limits.maxLingerBytes ? close() : .wait
    }

    private mutating func receiveHead(
        _ octets: UnsafeRawBufferPointer, _ now: MonotonicInstant, _ consumed: inout Int
    ) -> Action {
        let outcome = parser.parse(octets, consumed: &consumed)
        switch outcome {
        case .incomplete:
            if state == .idle, parser.hasBegun {
                state = .head
                stateDeadline = now + policy.headerTimeout
            }
            return .wait
        case .failed(let failure):
            return fail(failure, fatally: true)
        case .refused(let failure, let head):
            begin(head)
            return fail(failure, fatally: head.framing != .none)
        case .complete(let head):
            begin(head)
            return .consult(head)
        }
    }

    private mutating func begin(_ head: RequestHead) {
        self.head = head
        isHead = head.method == .head
        isHTTP10 = head.version == .http10
        keepsAlive = head.keepsAlive
        contentHasBegun = false
        isNew = false
        if case .length(let length) = head.framing { remaining = length }
        state = .consulting
    }

    /// The handler lets the content come. `inputIsWaiting`: octets behind the head have been read already.
    package mutating func admit(inputIsWaiting: Bool, at now: MonotonicInstant) -> Action {
        guard state == .consulting, let head else { return .wait }
        switch head.framing {
        case .none: return respond()
        case .length(0): return respond()
        case .length(let length):
            guard length <= policy.limits.maxBodyBytes else {
                return fail(.contentTooLarge(limit: policy.limits.maxBodyBytes), fatally: false)
            }
            guard let buffer = ByteBuffer(ifAvailable: length) else { return fail(.overloaded, fatally: false) }
            body = buffer
        case .chunked:
            decoder = ChunkedDecoder(limits: policy.limits)
        }
        state = .content
        meter.start(policy, at: now)
        return head.expectsContinue && !inputIsWaiting ? .sendContinue : .wait
    }

    private mutating func receiveSized(
        _ octets: UnsafeRawBufferPointer, _ now: MonotonicInstant, _ consumed: inout Int
    ) -> Action {
        guard let body else { return close() }
        consumed = body.append(UnsafeRawBufferPointer(rebasing: octets.prefix(remaining)))
        return contentArrived(consumed, at: now)
    }

    /// `count` octets were read into `contentBuffer`.
    package mutating func contentArrived(_ count: Int, at now: MonotonicInstant) -> Action {
        guard state == .content, count > 0 else { return .wait }
        contentHasBegun = true
        remaining = max(remaining - count, 0)
        if remaining == 0 { return respond() }
        meter.moved(count, policy, at: now)
        return .wait
    }

    private mutating func receiveChunked(
        _ octets: UnsafeRawBufferPointer, _ now: MonotonicInstant, _ consumed: inout Int
    ) -> Action {
        guard !octets.isEmpty else { return .wait }
        contentHasBegun = true
        do throws(HTTPFailure) {
            while let step = try decoder?.step(octets, from: &consumed) {
                switch step {
                case .incomplete:
                    meter.moved(octets.count, policy, at: now)
                    return .wait
                case .data(let range):
                    keep(UnsafeRawBufferPointer(rebasing: octets[range]))
                case .end:
                    return respond()
                }
            }
            return .wait
        } catch {
            return fail(error, fatally: true)
        }
    }

    /// Appends decoded content, in a buffer that doubles when it is full. The decoder has checked the limit.
    private mutating func keep(_ octets: UnsafeRawBufferPointer) {
        let count = body?.count ?? 0
        if octets.count > body?.freeCapacity ?? 0 {
            let doubled = min(max(count * 2, 4096), policy.limits.maxBodyBytes)
            let larger = ByteBuffer(capacity: max(doubled, count + octets.count))
            if let body { larger.append(body.bytes) }
            body = larger
        }
        body?.append(octets)
    }

    private mutating func respond() -> Action {
        guard let head = head.take() else { return close() }
        let request = HTTPRequest(head: head, body: body.take())
        state = .answering
        decoder = nil
        remaining = 0
        return .respond(request)
    }

    /// The client has sent its last octet, and everything before was taken.
    package mutating func inputEnded() -> Action {
        switch state {
        case .head: fail(.malformed("the request ended before its header section did", offset: nil), fatally: true)
        case .content: fail(.malformed("the request ended before its content did", offset: nil), fatally: true)
        case .idle, .discarding, .lingering: close()
        case .consulting, .answering, .failing, .sending, .closed: .wait
        }
    }

    // MARK: Answers

    /// The connection cannot go on with this request; `fatally` where it could not go on with another one either.
    /// Only while no answer is under way.
    package mutating func fail(_ failure: HTTPFailure, fatally: Bool) -> Action {
        let head = head
        if head == nil {
            isHead = parser.isHead
            isHTTP10 = false
        }
        mustClose = mustClose || fatally
        if mustClose { decoder = nil }
        state = .failing
        return .fail(failure, head)
    }

    /// How to put `response` on the wire: for the encoder, and for the transport that writes what follows the head.
    package mutating func answer(
        _ response: HTTPResponse, at now: MonotonicInstant
    ) -> (content: ResponseEncoder.Content, persistence: ResponseEncoder.Persistence, sendsContent: Bool) {
        sequel = sequelOfAnswer()
        let content: ResponseEncoder.Content
        let code = response.status.code
        if code < 200 || code == 204 || code == 304 {
            content = .forbidden
        } else if response.stream == nil {
            content = .sized(response.contentLength)
        } else if isHTTP10 {
            content = .untilClose
            if !isHead { sequel = .linger }
        } else {
            content = .chunked
        }
        state = .sending
        head = nil
        if sequel != .discard { decoder = nil }
        body = nil
        meter.start(policy, at: now)
        let persistence: ResponseEncoder.Persistence =
            sequel == .linger ? .close : isHTTP10 ? .keepAlive : .implied
        return (content, persistence, !isHead && content != .forbidden)
    }

    /// Whether the client can have another answer on this connection, and what has to happen before.
    private mutating func sequelOfAnswer() -> Sequel {
        if mustClose { return .linger }
        let reuse = keepsAlive && !isDraining
        var isOpenEnded = decoder != nil
        if let head, head.framing == .chunked { isOpenEnded = true }
        guard remaining > 0 || isOpenEnded else { return reuse ? .idle : .linger }
        // A client that waits for leave to send may send or not; only closing is safe (RFC 9110 §10.1.1).
        if let head, head.expectsContinue, !contentHasBegun { return .linger }
        guard reuse, isOpenEnded || remaining <= policy.limits.maxDiscardedBytes else { return .linger }
        if isOpenEnded, decoder == nil { decoder = ChunkedDecoder(limits: policy.limits) }
        return .discard
    }

    /// Octets of the answer went out.
    package mutating func outputMoved(_ octets: Int, at now: MonotonicInstant) {
        if state == .sending { meter.moved(octets, policy, at: now) }
    }

    /// The whole answer has been handed over. Where it is the last one the connection lingers, whatever has come: closing
    /// a socket with unread input would have the client lose what it has not read yet (RFC 9112 §9.6).
    package mutating func answerWasSent(at now: MonotonicInstant) -> Action {
        guard state == .sending else { return .wait }
        switch sequel {
        case .idle:
            return becomeIdle(now)
        case .discard:
            state = .discarding
            droppedCount = 0
            stateDeadline = now + policy.stallTimeout
            return .wait
        case .linger:
            return linger(now)
        }
    }

    private mutating func becomeIdle(_ now: MonotonicInstant) -> Action {
        guard !isDraining else { return linger(now) }
        decoder = nil
        remaining = 0
        state = .idle
        stateDeadline = now + policy.idleTimeout
        return .wait
    }

    /// `briefly`: only until the client can have seen the end, unless something was on its way to this side.
    private mutating func linger(_ now: MonotonicInstant, briefly: Bool = false) -> Action {
        state = .lingering
        decoder = nil
        droppedCount = 0
        lingerEnd = now + policy.lingerTimeout
        stateDeadline = briefly ? now + policy.drainGrace : lingerEnd
        return .endOutput
    }

    private mutating func discard(
        _ octets: UnsafeRawBufferPointer, _ now: MonotonicInstant, _ consumed: inout Int
    ) -> Action {
        if decoder == nil {
            consumed = min(octets.count, remaining)
            remaining -= consumed
            return remaining == 0 ? becomeIdle(now) : .wait
        }
        var isWhole = false
        do throws(HTTPFailure) {
            while !isWhole, let step = try decoder?.step(octets, from: &consumed), step != .incomplete {
                isWhole = step == .end
            }
        } catch {
            // The request has had its answer; a second one would be taken for the next request's.
            return linger(now)
        }
        droppedCount &+= consumed
        // Also where the end is there: it must not matter in how many pieces the content came.
        guard droppedCount <= policy.limits.maxDiscardedBytes else { return linger(now) }
        return isWhole ? becomeIdle(now) : .wait
    }

    // MARK: Time and ends

    /// Looks at the deadlines; harmless when none has passed.
    package mutating func deadlinePassed(at now: MonotonicInstant) -> Action {
        guard let deadline, now >= deadline else { return .wait }
        switch state {
        case .head:
            return fail(.timeout("the header section did not arrive in time"), fatally: true)
        case .content:
            guard meter.hasStalled(policy, at: now) else { return .wait }
            return fail(.timeout("the content did not arrive in time"), fatally: true)
        case .sending:
            return meter.hasStalled(policy, at: now) ? close() : .wait
        case .discarding:
            return linger(now)
        case .idle:
            return isDraining ? linger(now, briefly: true) : close()
        case .lingering, .consulting, .answering, .failing, .closed:
            return close()
        }
    }

    /// From now on answers end the connection.
    package mutating func beginDraining() { isDraining = true }

    /// From now on answers end the connection. One that is idle is ended at once, but so that a request which crosses
    /// that end meets no reset, which could make its client think that it was taken; one that is new waits a moment for
    /// the request that it was made for.
    package mutating func drain(at now: MonotonicInstant) -> Action {
        isDraining = true
        guard state == .idle else { return .wait }
        guard isNew else { return linger(now, briefly: true) }
        let end = now + policy.drainGrace
        if end < stateDeadline { stateDeadline = end }
        return .wait
    }

    package mutating func close() -> Action {
        state = .closed
        head = nil
        body = nil
        decoder = nil
        return .close
    }
}
