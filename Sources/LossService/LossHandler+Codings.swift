import HTTPWire

/// Content codings, on requests and on answers.
extension LossHandler {
    /// 415 for a coding that is not taken, 406 for an answer that no coding would make acceptable.
    func checkCodings(_ head: RequestHead) throws(HTTPRefusal) {
        switch ContentCoding.ofContent(head) {
        case .identity: break
        case .coded where compression != nil: break
        case .coded, .other:
            let taken = compression == nil ? "identity" : "gzip, deflate or identity, one of them"
            let sent = head.values(of: .contentEncoding).joined(separator: ", ")
            var response = answer(
                Problem(.unsupportedMediaType, "the content has the coding \(sent), and only \(taken) is taken"), head)
            response.fields.append(
                "Accept-Encoding", (compression == nil ? "identity" : "gzip, deflate, identity") as StaticString)
            throw HTTPRefusal(response)
        }
        let accepted = AcceptedCodings(of: head)
        guard accepted.takesIdentity || compression != nil && accepted.takesAnything else {
            throw refusal(.notAcceptable, "Accept-Encoding leaves out every coding that there is", head)
        }
    }

    /// The coding of a request's content; nil for none.
    func coding(of head: RequestHead) -> ContentCoding? {
        guard compression != nil, case .coded(let coding) = ContentCoding.ofContent(head) else { return nil }
        return coding
    }

    /// Answers by `use` what `content` was before it was coded, or says why it cannot be had.
    func decode(
        _ content: ByteBuffer, _ coding: ContentCoding, isWanted: () -> Bool, _ identifier: RequestIdentifier,
        _ use: (ByteBuffer) -> HTTPResponse
    ) -> HTTPResponse {
        do throws(HTTPFailure) {
            guard let compression else { throw .malformed("no coding is taken", offset: nil) }
            return try compression.coder.withDecoded(content, coding, isWanted: isWanted, use)
        } catch {
            return Self.response(Problem(error.status, error.detail), identifier)
        }
    }

    /// Puts on `response`, a result, the coding that the client likes best, where it is long enough for that to pay.
    func compress(
        _ response: inout HTTPResponse, for accepted: AcceptedCodings, _ executor: any BatchExecutor,
        _ timing: inout StepTiming
    ) {
        guard let compression, response.contentLength >= compression.threshold || !accepted.takesIdentity else {
            return
        }
        response.fields.append("Vary", "Accept-Encoding" as StaticString)
        var stopwatch = Stopwatch()
        guard let coding = accepted.preferred,
            let coded = compression.coder.encoded(
                response.body.array, coding, concurrently: executor.concurrentPerform)
        else { return }
        var time: UInt64 = 0
        stopwatch.lap(&time)
        timing.encode &+= time
        response.body = .several(coded)
        response.fields.append("Content-Encoding", coding.name)
    }
}
