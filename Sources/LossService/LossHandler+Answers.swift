import HTTPWire

/// Answers that need no computation.
extension LossHandler {
    func answer(_ json: String, _ head: RequestHead) -> HTTPResponse {
        var response = HTTPResponse(.ok, body: .one(ByteBuffer(json)))
        response.fields.contentType = "application/json"
        response.fields.append("Cache-Control", "no-store" as StaticString)
        response.fields.identifier = RequestIdentifier(of: head)
        return response
    }

    func answer(_ problem: Problem, _ head: RequestHead?) -> HTTPResponse {
        Self.response(problem, head.map { RequestIdentifier(of: $0) } ?? RequestIdentifier())
    }

    func document(_ content: ByteBuffer, _ type: StaticString, _ head: RequestHead) -> HTTPResponse {
        var response = HTTPResponse(.ok, body: .one(content))
        response.fields.contentType = type
        if let compression, response.contentLength >= compression.threshold {
            response.fields.append("Vary", "Accept-Encoding" as StaticString)
            if let coding = AcceptedCodings(of: head).preferred,
                let coded = codedDocuments.content(of: content, coding, by: compression.coder)
            {
                response.body = .several(coded)
                response.fields.append("Content-Encoding", coding.name)
            }
        }
        response.fields.identifier = RequestIdentifier(of: head)
        return response
    }

    func options(_ head: RequestHead) -> HTTPResponse {
        let route = Route.of(head, names)
        guard route != nil || head.isForServer else { return answer(Self.nothingHere, head) }
        var response = HTTPResponse(.noContent)
        response.fields.append("Allow", route?.allow ?? "GET, HEAD, POST, OPTIONS")
        response.fields.identifier = RequestIdentifier(of: head)
        return response
    }

    func methodNotAllowed(_ route: Route, _ head: RequestHead) -> HTTPResponse {
        // HEAD is answered with the head that GET gets, length and all.
        let method = head.method == .head ? HTTPMethod.get : head.method
        var detail = "\(route.path.map { "\($0)" } ?? head.path) takes \(route.allow), not \(method.rawValue)"
        if route == .softmaxLoss {
            let host = head.value(of: .host) ?? ""
            detail += """
                ; for example: curl --json '{"logits":[[1,2,3]],"labels":[2]}' \
                http://\(host.isEmpty ? "127.0.0.1:8080" : host)\(head.path)
                """
        }
        var response = answer(Problem(.methodNotAllowed, detail), head)
        response.fields.append("Allow", route.allow)
        return response
    }

    /// The formats of a request's content and of its answer; 415 and 406 where that is none of those there are.
    func formats(_ head: RequestHead) throws(HTTPRefusal) -> Formats {
        try checkCodings(head)
        guard let request = Formats.request(head) else {
            let type = head.value(of: .contentType) ?? ""
            let detail = """
                the content is \(type), and application/json and application/vnd.safetensors are taken; with curl, send \
                JSON with --json @file
                """
            var response = answer(Problem(.unsupportedMediaType, detail), head)
            response.fields.append("Accept", "application/json, application/vnd.safetensors" as StaticString)
            throw HTTPRefusal(response)
        }
        guard let answer = Formats.answer(head, to: request) else {
            let detail = "the answer is application/json or application/vnd.safetensors, which Accept leaves out"
            throw refusal(.notAcceptable, detail, head)
        }
        return Formats(request: request, answer: answer)
    }

    func refusal(_ status: HTTPStatus, _ detail: String, _ head: RequestHead) -> HTTPRefusal {
        HTTPRefusal(answer(Problem(status, detail), head))
    }

    static func response(_ problem: Problem, _ identifier: RequestIdentifier) -> HTTPResponse {
        var response = HTTPResponse(problem.status, body: .one(ByteBuffer(problem.json(requestID: identifier))))
        response.fields.contentType = "application/problem+json"
        response.fields.identifier = identifier
        if problem.status == .serviceUnavailable { response.fields.append("Retry-After", "1" as StaticString) }
        return response
    }
}
