import HTTPWire

/// What one connection has besides its protocol state: bytes read too early, bytes not yet written, readiness.
///
/// `@unchecked Sendable`: it is one `EventLoop`'s at a time and touched on its queue only; a loop that hands it to another
/// does not look at it again.
final class Connection: @unchecked Sendable {
    /// How far it is with TLS; done where there is none.
    enum Handshake { case expected, waiting, underWay, done }

    @exclusivity(unchecked) var channel: Channel
    /// By which its loop knows it.
    var token: UInt64 = 0
    /// No call of it reaches back here, so nothing is gained from checking at run time that only one is under way.
    @exclusivity(unchecked) var http: HTTPConnection
    /// Input that was read and not taken yet; what comes before `stashStart` has been.
    var stash: [UInt8] = []
    var stashStart = 0
    @exclusivity(unchecked) var output = OutputQueue()
    /// An answer has been handed to `output` whose end the state machine has not been told of.
    var answerIsOut = false
    /// The socket may have something to read: it was said to, and has not run dry since.
    var mayRead = true
    var mayWrite = true
    /// How many octets have to be there before the poller says that there is something to read.
    var lowWater: Int32 = 1
    /// The client has sent its last octet, which may still be unread; `inputEnded`: everything was read.
    var inputEnds = false
    var inputEnded = false
    /// Octets of it that the kernel held for the client when that was last looked at.
    var unacknowledged = 0
    /// That answer is among the loop's waiting ones.
    var answerWaits = false
    var isOpen = true
    var handshake = Handshake.done
    var handshakeBegan = MonotonicInstant(nanoseconds: 0)
    /// Until when the handshake has to be done; nil when it is.
    var handshakeEnd: MonotonicInstant?
    /// The client has not been told yet that no more will be sent: there was no room.
    var owesEnd = false
    /// In the loop's list of connections to go on with.
    var isScheduled = false
    var exchange: Exchange?
    /// Counts requests, so that an answer finds only its own.
    var request: UInt64 = 0
    /// What the current one is for, as the handler has it.
    var purpose = 0
    /// After which of them its place is looked at again.
    var nextPlacement = EventLoop.requestsPerPlacement
    /// Where its octets came in when that was looked at; nil before.
    var processor: Int32?
    /// Octets taken from the budget, for the current request's content or for an answer that is not out yet.
    var charged = 0
    /// Of the request that is under way, where requests are logged.
    @exclusivity(unchecked) var record: AccessRecord?
    /// The client's address, once it has been asked for.
    var peer: String?
    /// Until when the current request's content counts as arriving; nil when it does not.
    var arrivesUntil: MonotonicInstant?

    init(socket: consuming FileDescriptor, http: consuming HTTPConnection) {
        channel = Channel(socket)
        self.http = http
    }

    var hasStash: Bool { stashStart < stash.count }

    var hasOutput: Bool { answerIsOut || !output.isEmpty }

    /// Nothing is under way: no handshake, request or answer.
    var isAtRest: Bool {
        handshake == .done && !http.isBusy && !http.takesMuch && !hasStash && !hasOutput && !answerWaits && !isScheduled
    }
}
