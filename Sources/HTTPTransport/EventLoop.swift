import CLinux
import Dispatch
import Foundation
import HTTPWire
import Logging
import Memory
import Synchronization

/// Runs the connections given to it, one after another on one serial Dispatch queue: readiness, bytes, deadlines.
///
/// Everything but `post`, `load` and `processor` happens on that queue, which the loop occupies until it is stopped.
/// Nothing that it calls may block: the handler's `purpose` and `respond` are called here.
///
/// `@unchecked Sendable`: every stored property but `mailbox`, `load`, `processor` and the immutable ones is touched on
/// `queue` only.
final class EventLoop: @unchecked Sendable {
    enum Message: Sendable {
        /// A connected socket, which the loop then owns.
        case adopt(Int32)
        /// A connection that another loop has owned.
        case takeOver(Connection)
        case answer(token: UInt64, request: UInt64, HTTPResponse)
        case drain
        /// Cut what is left, leave the queue, and report how many requests were cut.
        case stop(@Sendable (Int) -> Void)
    }

    private struct Mailbox {
        var messages: [Message] = []
        /// The loop is waiting, or about to, and will not look here of its own accord.
        var needsWake = true
        var isStopped = false
    }

    /// How often deadlines are looked at, and so how late they may be.
    static let sweepInterval: Int64 = 250_000_000
    static let inputSize = 64 << 10
    /// Octets read in one turn, about: a millisecond's work, which is how long who is new waits for who is large.
    private static let octetsPerTurn = 2 << 20
    /// Answers of no more than this are joined with their head.
    static let joinedSize = 64 << 10
    /// As many of those are sent together.
    static let waitingLimit = 16

    let handler: any HTTPHandler
    let policy: ConnectionPolicy
    let budget: ByteBudget
    let traffic: Traffic
    /// nil for connections without TLS.
    let tls: TLSContextSource?
    let logger: Logger?
    /// nil where requests are not logged.
    let accessLog: AccessLog?
    var handshakes: HandshakeQueue
    private let gate: ConnectionGate
    let placement: Placement
    private let queue: DispatchQueue
    let poller: Poller
    private let mailbox = Locked(Mailbox())
    /// Connections given to this loop, those on their way included.
    let load = Atomic<Int>(0)
    /// The processor that it runs on, or ran on last.
    let processor = Atomic<Int32>(-1)

    private(set) var slots: [Connection?] = []
    private var generations: [UInt32] = []
    private var freeSlots: [Int] = []
    private(set) var openCount = 0
    /// Whom the next turn goes on with, and whether that is the content of a request.
    private(set) var scheduled = Fifo<(connection: Connection, isContent: Bool)>()
    private var scheduledContents = 0
    /// How much may still be read in this turn before the poller is asked again.
    var octetsLeft = 0
    /// The last events came while they were looked out for, or as fast.
    var isBrisk = false
    /// No call of it reaches back here.
    @exclusivity(unchecked) var precedence = Precedence()
    private var isDraining = false
    var nextSweep = MonotonicInstant(nanoseconds: 0)
    private var nextDate = MonotonicInstant(nanoseconds: 0)
    private(set) var now = MonotonicInstant(nanoseconds: 0)
    private(set) var date: [UInt8] = []
    let input = UnsafeMutableRawBufferPointer.allocate(byteCount: inputSize, alignment: 64)
    /// Small answers, heads and bodies, until they are sent.
    let joined = ByteBuffer(capacity: joinedSize)
    /// Which of them still have to be. Nothing that sends them adds to them, and nothing that adds one looks at the others.
    @exclusivity(unchecked) var waitingAnswers: [WaitingAnswer] = []
    /// Lines for the access log that this turn has brought.
    var accessLines: [UInt8] = []
    var accessLineCount = 0

    init(
        index: Int, handler: any HTTPHandler, policy: ConnectionPolicy, budget: ByteBudget, traffic: Traffic,
        gate: ConnectionGate, placement: Placement, tls: TLSContextSource?, maxHandshakes: Int, logger: Logger?,
        accessLog: AccessLog?
    ) throws(TransportError) {
        self.handler = handler
        self.policy = policy
        self.budget = budget
        self.traffic = traffic
        self.gate = gate
        self.placement = placement
        self.tls = tls
        self.logger = logger
        self.accessLog = accessLog
        handshakes = HandshakeQueue(limit: maxHandshakes)
        poller = try Poller()
        queue = DispatchQueue(label: "http.loop.\(index)", qos: .userInitiated)
    }

    deinit { input.deallocate() }

    func start() { queue.async { self.run() } }

    /// Hands the loop something to do, from any thread.
    func post(_ message: Message) {
        let (wake, isStopped) = mailbox.withLock { mailbox -> (Bool, Bool) in
            guard !mailbox.isStopped else { return (false, true) }
            mailbox.messages.append(message)
            let wake = mailbox.needsWake
            mailbox.needsWake = false
            return (wake, false)
        }
        if wake { poller.wake() }
        if isStopped { refuse(message) }
    }

    /// A message behind the one that stopped the loop. A connection closes with its last reference.
    private func refuse(_ message: Message) {
        switch message {
        case .adopt(let socket):
            _ = FileDescriptor(socket)
            leave()
        case .takeOver: leave()
        case .stop(let report): report(0)
        case .answer, .drain: break
        }
    }

    // MARK: On the queue

    private func run() {
        while true {
            wait()
            processor.store(placement.locality.current() ?? -1, ordering: .relaxed)
            tick()
            // Messages first: whoever saw the listener close and then sent something finds the loop draining.
            var hasEnded = false
            for message in takeMessages() {
                if hasEnded { refuse(message) } else { hasEnded = !handle(message) }
            }
            if hasEnded { return precedence.end() }
            octetsLeft = Self.octetsPerTurn
            poller.forEachEvent(dispatch)
            if !scheduled.isEmpty { runScheduled() }
            if now >= nextSweep { sweep() }
            if !waitingAnswers.isEmpty { sendWaiting() }
            if accessLineCount > 0 { handLinesOver() }
        }
    }

    private func takeMessages() -> [Message] {
        mailbox.withLock { mailbox in
            mailbox.needsWake = true
            guard !mailbox.messages.isEmpty else { return [] }
            var messages: [Message] = []
            swap(&messages, &mailbox.messages)
            return messages
        }
    }

    /// Reads the clock, once for all that one wait brings.
    private func tick() {
        now = .now
        guard now >= nextDate else { return }
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        date = HTTPDate.format(unixSeconds: Int64(time.tv_sec))
        nextDate = now + (1_000_000_000 - Int64(time.tv_nsec))
    }

    /// False when the loop is to end.
    private func handle(_ message: Message) -> Bool {
        switch message {
        case .adopt(let socket):
            let connection = Connection(socket: FileDescriptor(socket), http: HTTPConnection(policy: policy, at: now))
            if tls != nil {
                connection.handshake = .expected
                connection.handshakeEnd = now + policy.handshakeTimeout
            }
            enter(connection)
        case .takeOver(let connection): enter(connection)
        case .answer(let token, let request, let response):
            guard let connection = connection(token), connection.request == request, connection.http.isAnswering else {
                break
            }
            send(response, on: connection)
            run(connection)
        case .drain: drain()
        case .stop(let report):
            let left = mailbox.withLock { mailbox -> [Message] in
                mailbox.isStopped = true
                var messages: [Message] = []
                swap(&messages, &mailbox.messages)
                return messages
            }
            for message in left { refuse(message) }
            sendWaiting()
            var cut = 0
            for case let connection? in slots {
                if connection.http.isBusy { cut += 1 }
                remove(connection)
            }
            handLinesOver()
            report(cut)
            return false
        }
        return true
    }

    private func enter(_ connection: Connection) {
        let slot = freeSlots.popLast() ?? slots.count
        if slot == slots.count {
            slots.append(nil)
            generations.append(0)
        }
        connection.token = UInt64(generations[slot]) << 32 | UInt64(slot)
        slots[slot] = connection
        openCount += 1
        do throws(SystemCall.Failure) {
            try poller.add(connection.channel.socket.number, token: connection.token)
        } catch {
            remove(connection)
            return
        }
        if isDraining { retire(connection) }
    }

    private func connection(_ token: UInt64) -> Connection? {
        let slot = Int(token & 0xffff_ffff)
        guard slot < slots.count, let connection = slots[slot], connection.token == token else { return nil }
        return connection
    }

    private func dispatch(_ event: PollEvent) {
        guard let connection = connection(event.token) else { return }
        if event.failed {
            remove(connection)
            return
        }
        if event.readable { connection.mayRead = true }
        if event.writable { connection.mayWrite = true }
        // TLS may have to read to write, and to write to read.
        if tls != nil, event.readable || event.writable { (connection.mayRead, connection.mayWrite) = (true, true) }
        if event.inputEnds { connection.inputEnds = true }
        if connection.request >= connection.nextPlacement, moves(connection) { return }
        // Content takes its turn after the heads, so that who is new need not wait for who is large.
        if connection.http.takesMuch { schedule(connection) } else { run(connection) }
    }

    /// Goes on with `connection` in the next turn, so that the others come first.
    func schedule(_ connection: Connection) {
        guard !connection.isScheduled else { return }
        connection.isScheduled = true
        let isContent = connection.arrivesUntil != nil
        if isContent { scheduledContents += 1 }
        scheduled.append((connection, isContent))
    }

    private func runScheduled() {
        let begin = MonotonicInstant.now
        let end = begin + (begin.nanoseconds &- now.nanoseconds)
        for _ in 0..<scheduled.count {
            // As long at least as the heads have taken.
            if octetsLeft <= 0, MonotonicInstant.now < end { octetsLeft = Self.maxRead }
            guard octetsLeft > 0, let (connection, isContent) = scheduled.popFirst() else { return }
            if isContent { scheduledContents -= 1 }
            connection.isScheduled = false
            if connection.isOpen { run(connection) }
        }
    }

    /// Requests whose content this loop has to wait for, or to read: the latter count twice, since there is more to be read
    /// than this loop gets to.
    var arriving: Int { traffic.arrivals.count + scheduledContents }

    private func drain() {
        isDraining = true
        for case let connection? in slots { retire(connection) }
    }

    /// A request that has reached this machine has begun: look before closing.
    private func retire(_ connection: Connection) {
        connection.http.beginDraining()
        connection.mayRead = true
        run(connection)
        if connection.isOpen { perform(connection.http.drain(at: now), on: connection) }
    }

    /// Forgets a connection and closes its socket.
    func remove(_ connection: Connection) {
        guard connection.isOpen else { return }
        connection.isOpen = false
        endRecord(on: connection, isCut: true)
        connection.exchange?.markGone()
        connection.exchange = nil
        if connection.handshake != .done { endHandshake(connection) }
        discharge(connection)
        endArrival(connection)
        vacate(connection)
        placement.forget(connection)
        leave()
    }

    /// Forgets a connection, which stays open.
    func vacate(_ connection: Connection) {
        poller.remove(connection.channel.socket.number)
        let slot = Int(connection.token & 0xffff_ffff)
        slots[slot] = nil
        generations[slot] &+= 1
        freeSlots.append(slot)
        openCount -= 1
    }

    /// A connection is closed.
    private func leave() {
        load.wrappingSubtract(1, ordering: .relaxed)
        gate.leave()
    }
}
