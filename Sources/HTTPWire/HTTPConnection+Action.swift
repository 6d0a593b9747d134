extension HTTPConnection {
    /// What the transport is to do.
    package enum Action: Sendable {
        /// Feed what comes (if `wantsInput`), or wait for the answer or the deadline.
        case wait
        /// Ask the handler what this is for: `admit` it then, or `answer` with the refusal.
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
}
