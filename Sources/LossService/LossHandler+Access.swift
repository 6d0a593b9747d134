import HTTPWire

/// Bearer tokens.
extension LossHandler {
    /// 401 for a request whose token is missing or nobody's. Before anything else is looked at: who has none learns not even
    /// which paths there are.
    func checkToken(_ head: RequestHead) throws(HTTPRefusal) {
        guard let access else { return }
        if access.healthIsOpen, Route.of(head, names)?.isHealth == true { return }
        if client(of: head) != nil { return }
        let isMissing = head.lacks(.authorization)
        let detail =
            isMissing
            ? "a token is needed: send it as Authorization: Bearer TOKEN" : "the Authorization sent lets nobody in"
        var response = answer(Problem(.unauthorized, detail), head)
        // RFC 6750 §3.1: no error for who did not know that a token is needed, or tried something else.
        let challenge: StaticString =
            head.values(of: .authorization).contains(where: BearerToken.isScheme(of:))
            ? "Bearer realm=\"softmax-loss-server\", error=\"invalid_token\""
            : "Bearer realm=\"softmax-loss-server\""
        response.fields.append("WWW-Authenticate", challenge)
        throw HTTPRefusal(response)
    }

    /// The name that the request's token belongs to; nil where it has none, or nobody's.
    package func client(of head: RequestHead) -> String? {
        guard let access else { return nil }
        let sent = head.values(of: .authorization)
        // Of two, nobody knows which is meant.
        guard sent.count == 1, let token = BearerToken.inField(sent[0]) else { return nil }
        return access.tokens.name(of: token)
    }
}
