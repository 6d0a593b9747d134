/// What a server does with requests. The transport knows nothing else of the service behind it.
package protocol HTTPHandler: Sendable {
    /// Called on the event loop as soon as the head is complete: lets the content come, and says what the request is for,
    /// in a number of the handler's own; or refuses the request before its content is read (a path that does not exist, a
    /// method or a type that it does not take, work that would have to wait where nothing more may). `arriving`: how many
    /// requests were let in before this one, and their content is still coming.
    func purpose(of head: RequestHead, arriving: Int) throws(HTTPRefusal) -> Int

    /// Called on the event loop with the whole request and what it is for. Either returns the answer, for work of some
    /// tens of microseconds, or asks for the exchange, returns nil, and calls `complete` on it exactly once, later, from
    /// any thread. `arriving`: how many other requests' content is still coming; where that is none, work may take as
    /// long as handing it to another thread and back.
    func respond(
        to request: HTTPRequest, for purpose: Int, arriving: Int, exchange: () -> any HTTPExchange
    ) -> HTTPResponse?

    /// The answer to something that never became a request, or that the connection itself refuses.
    /// `head` is there when the failure came after a head had been read.
    func response(to failure: HTTPFailure, head: RequestHead?) -> HTTPResponse

    /// Under which name the client that sent `head` is known, for the access log; nil for none. Asked where there is one.
    func client(of head: RequestHead) -> String?
}

extension HTTPHandler {
    package func client(of head: RequestHead) -> String? { nil }
}

/// One request that is being answered.
package protocol HTTPExchange: AnyObject, Sendable {
    /// True once the connection was reset or has failed: nobody will read the answer, so nothing need be computed.
    /// A client that merely half-closed still waits for its answer and is not gone.
    var clientIsGone: Bool { get }

    func complete(_ response: HTTPResponse)
}
