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
/// sending     sent ─► idle | discarding | lingering     deadline ─► closed
/// discarding  whole ─► idle                         too much, fault ─► lingering    deadline, inputEnded ─► closed
/// lingering   inputEnded, deadline, too much ─► closed
/// ```
package struct HTTPConnection: ~Copyable, Sendable {
    private enum State {
        case idle, head, consulting, content, answering, failing, sending, discarding, lingering, closed
    }

    /// What follows once the answer has been handed over.
    private enum Sequel { case idle, discard, linger }

    private let policy: ConnectionPolicy
    private var state = State.idle
    private var parser: RequestParser
    private var head: RequestHead?
    private var content = IncomingContent()
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
    /// Octets that came while lingering.
    private var lingeredCount = 0
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
    package var contentBuffer: ByteBuffer? { state == .content ? content.room : nil }

    /// Whether there is more than a head to be expected.
    package var takesMuch: Bool { state == .content || state == .lingering || state == .discarding }

    /// Whether whatever comes is dropped; tell `dropped` how much it was, or `receive` the octets.
    package var isLingering: Bool { state == .lingering }

    /// Octets that have come of the current request's content, unchunked.
    package var contentCount: Int { content.count }

    /// Octets of memory that the current request's content takes up so far.
    package var contentMemory: Int { content.memory }

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
        case .content: return receiveContent(octets, now, &consumed)
        case .discarding: return discard(octets, now, &consumed)
        case .lingering:
            consumed = octets.count
            return dropped(octets.count)
        case .consulting, .answering, .failing, .sending, .closed: return .wait
        }
    }

    /// `count` octets came while lingering, and were thrown away.
    package mutating func dropped(_ count: Int) -> Action {
        lingeredCount &+= count
        if count > 0 { stateDeadline = lingerEnd }
        return lingeredCount > policy.limits.maxLingerBytes ? close() : .wait
    }

    private mutating func receiveHead(
        _ octets: UnsafeRawBufferPointer, _ now: MonotonicInstant, _ consumed: inout Int
    ) -> Action {
        switch parser.parse(octets, consumed: &consumed) {
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
        content = IncomingContent(head.framing, limits: policy.limits)
        isNew = false
        state = .consulting
    }

    /// The handler lets the content come. `inputIsWaiting`: octets behind the head have been read already.
    package mutating func admit(inputIsWaiting: Bool, at now: MonotonicInstant) -> Action {
        guard state == .consulting else { return .wait }
        guard content.isOutstanding else { return respond() }
        do throws(HTTPFailure) {
            try content.makeRoom(limits: policy.limits)
        } catch {
            return fail(error, fatally: false)
        }
        state = .content
        meter.start(policy, at: now)
        return head?.expectsContinue == true && !inputIsWaiting ? .sendContinue : .wait
    }

    private mutating func receiveContent(
        _ octets: UnsafeRawBufferPointer, _ now: MonotonicInstant, _ consumed: inout Int
    ) -> Action {
        guard !octets.isEmpty else { return .wait }
        do throws(HTTPFailure) {
            if try content.receive(octets, limits: policy.limits, consumed: &consumed) { return respond() }
            meter.moved(consumed, policy, at: now)
            return .wait
        } catch {
            return fail(error, fatally: error != .overloaded)
        }
    }

    /// `count` octets were read into `contentBuffer`.
    package mutating func contentArrived(_ count: Int, at now: MonotonicInstant) -> Action {
        guard state == .content, count > 0 else { return .wait }
        if content.arrived(count) { return respond() }
        meter.moved(count, policy, at: now)
        return .wait
    }

    private mutating func respond() -> Action {
        guard let head = head.take() else { return close() }
        let request = HTTPRequest(head: head, body: content.finish())
        state = .answering
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
        state = .failing
        return .fail(failure, head)
    }

    /// How to put `response` on the wire: for the encoder, and for the transport that writes what follows the head.
    package mutating func answer(
        _ response: HTTPResponse, at now: MonotonicInstant
    ) -> (content: ResponseEncoder.Content, persistence: ResponseEncoder.Persistence, sendsContent: Bool) {
        sequel = sequelOfAnswer()
        let code = response.status.code
        let isForbidden = code < 200 || code == 204 || code == 304
        state = .sending
        head = nil
        content.forget()
        meter.start(policy, at: now)
        let persistence: ResponseEncoder.Persistence =
            sequel == .linger ? .close : isHTTP10 ? .keepAlive : .implied
        return (isForbidden ? .forbidden : .sized(response.contentLength), persistence, !isHead && !isForbidden)
    }

    /// Whether the client can have another answer on this connection, and what has to happen before.
    @inline(__always)
    private func sequelOfAnswer() -> Sequel {
        if mustClose { return .linger }
        let reuse = keepsAlive && !isDraining
        guard content.isOutstanding else { return reuse ? .idle : .linger }
        // A client that waits for leave to send may send or not; only closing is safe (RFC 9110 §10.1.1).
        if let head, head.expectsContinue, !content.hasBegun { return .linger }
        return reuse && content.mayBeDropped(limit: policy.limits.maxDiscardedBytes) ? .discard : .linger
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
            stateDeadline = now + policy.stallTimeout
            return .wait
        case .linger:
            return linger(now)
        }
    }

    private mutating func becomeIdle(_ now: MonotonicInstant) -> Action {
        guard !isDraining else { return linger(now) }
        state = .idle
        stateDeadline = now + policy.idleTimeout
        return .wait
    }

    /// `briefly`: only until the client can have seen the end, unless something was on its way to this side.
    private mutating func linger(_ now: MonotonicInstant, briefly: Bool = false) -> Action {
        state = .lingering
        content = IncomingContent()
        lingeredCount = 0
        lingerEnd = now + policy.lingerTimeout
        stateDeadline = briefly ? now + policy.drainGrace : lingerEnd
        return .endOutput
    }

    private mutating func discard(
        _ octets: UnsafeRawBufferPointer, _ now: MonotonicInstant, _ consumed: inout Int
    ) -> Action {
        let isWhole: Bool
        do throws(HTTPFailure) {
            isWhole = try content.drop(octets, consumed: &consumed)
        } catch {
            // The request has had its answer; a second one would be taken for the next request's.
            return linger(now)
        }
        // Also where the end is there: it must not matter in how many pieces the content came.
        guard content.droppedCount <= policy.limits.maxDiscardedBytes else { return linger(now) }
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

    /// Nothing can come of this connection: it ends as one does after its last answer, which leaves the client time to
    /// read what it was sent.
    package mutating func giveUp(at now: MonotonicInstant) -> Action { state == .idle ? linger(now) : close() }

    package mutating func close() -> Action {
        state = .closed
        head = nil
        content = IncomingContent()
        return .close
    }
}
