import HTTPWire

/// Answers that need no computation.
extension LossHandler {
    func answer(_ json: String, _ head: RequestHead) -> HTTPResponse {
        var response = HTTPResponse(.ok, body: .one(ByteBuffer(json)))
        response.fields.append("Content-Type", "application/json" as StaticString)
        response.fields.append("Cache-Control", "no-store" as StaticString)
        Self.identifier(head).append(to: &response.fields)
        return response
    }

    func answer(_ problem: Problem, _ head: RequestHead?) -> HTTPResponse {
        Self.response(problem, Self.identifier(head))
    }

    func document(_ content: ByteBuffer, _ type: StaticString, _ head: RequestHead) -> HTTPResponse {
        var response = HTTPResponse(.ok, body: .one(content))
        response.fields.append("Content-Type", type)
        if let compression, response.contentLength >= compression.threshold {
            response.fields.append("Vary", "Accept-Encoding" as StaticString)
            if let coding = AcceptedCodings(of: head).preferred,
                let coded = codedDocuments.content(of: content, coding, by: compression.coder)
            {
                response.body = .several(coded)
                response.fields.append("Content-Encoding", coding.name)
            }
        }
        Self.identifier(head).append(to: &response.fields)
        return response
    }

    func options(_ head: RequestHead) -> HTTPResponse {
        let route = Route.of(head, names)
        guard route != nil || head.isForServer else { return answer(Self.nothingHere, head) }
        var response = HTTPResponse(.noContent)
        response.fields.append("Allow", route?.allow ?? "GET, HEAD, POST, OPTIONS")
        Self.identifier(head).append(to: &response.fields)
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

    /// 415 and 406: what is sent has to be in one of the formats, and so does what comes back.
    func unsupportedContent(_ head: RequestHead) -> HTTPResponse? {
        if let response = unsupportedCoding(head) { return response }
        guard let request = Formats.request(head) else {
            let type = head.value(of: .contentType) ?? ""
            let detail = """
                the content is \(type), and application/json and application/vnd.safetensors are taken; with curl, send \
                JSON with --json @file
                """
            var response = answer(Problem(.unsupportedMediaType, detail), head)
            response.fields.append("Accept", "application/json, application/vnd.safetensors" as StaticString)
            return response
        }
        guard Formats.answer(head, to: request) != nil else {
            let detail = "the answer is application/json or application/vnd.safetensors, which Accept leaves out"
            return answer(Problem(.notAcceptable, detail), head)
        }
        return nil
    }

    static func response(_ problem: Problem, _ identifier: RequestIdentifier) -> HTTPResponse {
        var response = HTTPResponse(problem.status, body: .one(ByteBuffer(problem.json(requestID: identifier))))
        response.fields.append("Content-Type", "application/problem+json" as StaticString)
        identifier.append(to: &response.fields)
        if problem.status == .serviceUnavailable { response.fields.append("Retry-After", "1" as StaticString) }
        return response
    }

    static func identifier(_ head: RequestHead?) -> RequestIdentifier {
        RequestIdentifier(sent: head?.value(of: .requestID))
    }
}
