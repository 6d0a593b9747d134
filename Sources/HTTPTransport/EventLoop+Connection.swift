import CLinux
import Foundation
import HTTPWire

/// What happens on one connection: bytes in, actions of its state machine, bytes out.
extension EventLoop {
    /// Reads, and requests answered from what was read, before the other connections have their turn.
    private static let stepsPerTurn = 32
    /// No more than this is read in one call, so that a body is charged for as it grows.
    private static let maxRead = 128 << 10
    /// Content of no more than this is never refused for want of room: the service stays within reach when it is full.
    private static let exemptContent = 16 << 10

    /// Goes on until the socket has nothing more, takes nothing more, or the handler has the request.
    func run(_ connection: Connection) {
        if connection.handshake != .done, !shakeHands(connection) { return }
        if connection.owesEnd, connection.mayWrite { endOutput(connection) }
        var steps = Self.stepsPerTurn
        while connection.isOpen {
            if connection.hasOutput {
                guard flush(connection) else { return }
                continue
            }
            guard connection.http.wantsInput else { return }
            guard steps > 0 else { return schedule(connection) }
            if connection.hasStash {
                feedStash(connection, &steps)
            } else if connection.mayRead {
                // Others first: heads, and content that has waited longer.
                if connection.http.takesMuch, octetsLeft <= 0 { return schedule(connection) }
                read(connection, &steps)
            } else if connection.inputEnded {
                perform(connection.http.inputEnded(), on: connection)
            } else {
                return
            }
        }
    }

    // MARK: Input

    private func read(_ connection: Connection, _ steps: inout Int) {
        steps -= 1
        do throws(SystemCall.Failure) {
            let count: Int
            let isDry: Bool
            let takesMuch = connection.http.takesMuch
            if let content = connection.http.contentBuffer {
                let room = min(content.freeCapacity, Self.maxRead)
                var received = Channel.Received(count: 0, isDry: false)
                count = try content.write { free throws(SystemCall.Failure) in
                    received = try connection.channel.receive(
                        into: UnsafeMutableRawBufferPointer(rebasing: free.prefix(room)))
                    return received.count
                }
                isDry = received.isDry
                if count >= Arrivals.step, connection.arrivesUntil != nil {
                    connection.arrivesUntil = now + Arrivals.patience
                }
                if count > 0 { perform(connection.http.contentArrived(count, at: now), on: connection) }
                charge(connection)
            } else if connection.http.isLingering {
                let dropped = try connection.channel.drop(Self.maxRead, scratch: input)
                (count, isDry) = (dropped.count, dropped.isDry)
                perform(connection.http.dropped(count), on: connection)
            } else {
                let received = try connection.channel.receive(into: input)
                (count, isDry) = (received.count, received.isDry)
                let octets = UnsafeRawBufferPointer(rebasing: input[..<count])
                let taken = feed(octets, to: connection, &steps)
                if taken < count, connection.isOpen {
                    connection.stash = [UInt8](UnsafeRawBufferPointer(rebasing: octets[taken...]))
                    connection.stashStart = 0
                }
            }
            if takesMuch { octetsLeft -= count }
            if count == 0 {
                connection.inputEnded = true
                connection.mayRead = false
            } else if isDry, !connection.inputEnds {
                // The end of input comes without more being said.
                waitForInput(connection)
            }
        } catch {
            if error.wouldBlock { waitForInput(connection) } else { remove(connection) }
        }
    }

    /// The socket has run dry: the poller says when there is more, of long content when there is enough for a whole read.
    /// Otherwise whoever sends it would wake this for every little of it, which takes both longer than the copying does.
    private func waitForInput(_ connection: Connection) {
        connection.mayRead = false
        #if os(Linux)
            // How much TLS has to read for that is not known.
            let missing = tls == nil ? connection.http.contentBuffer?.freeCapacity ?? 0 : 0
            let mark = missing < Self.maxRead ? 1 : Int32(Self.maxRead)
            guard connection.lowWater != mark else { return }
            connection.lowWater = mark
            // This has the poller speak up where so much has come meanwhile.
            try? Socket.setOption(connection.channel.socket.number, SOL_SOCKET, SO_RCVLOWAT, mark)
        #endif
    }

    private func feedStash(_ connection: Connection, _ steps: inout Int) {
        var stash: [UInt8] = []
        swap(&stash, &connection.stash)
        let start = connection.stashStart
        let taken = stash.withUnsafeBytes { octets in
            feed(UnsafeRawBufferPointer(rebasing: octets[start...]), to: connection, &steps)
        }
        guard start + taken < stash.count else {
            connection.stashStart = 0
            return
        }
        connection.stash = stash
        connection.stashStart = start + taken
    }

    /// Feeds the state machine while it takes input and nothing waits to go out; returns how much it took.
    private func feed(_ octets: UnsafeRawBufferPointer, to connection: Connection, _ steps: inout Int) -> Int {
        var start = 0
        while start < octets.count, connection.isOpen, !connection.hasOutput, connection.http.wantsInput, steps > 0 {
            var consumed = 0
            let rest = UnsafeRawBufferPointer(rebasing: octets[start...])
            let action = connection.http.receive(rest, at: now, consumed: &consumed)
            start += consumed
            perform(action, on: connection, inputIsWaiting: start < octets.count)
            charge(connection)
            steps -= 1
        }
        return start
    }

    /// Takes what the content has grown by from the budget; where it does not fit the request is refused.
    private func charge(_ connection: Connection) {
        let held = connection.http.contentMemory
        if connection.isOpen, !reserve(held, for: connection) {
            perform(connection.http.fail(.overloaded, fatally: false), on: connection)
        }
    }

    /// Has `connection` hold `count` octets of the budget, where they fit.
    private func reserve(_ count: Int, for connection: Connection) -> Bool {
        guard count > Self.exemptContent, count > connection.charged else { return true }
        guard budget.reserve(count - connection.charged) else { return false }
        connection.charged = count
        return true
    }

    /// Takes `count` octets of an answer that waits for its client to read from the budget, whether they fit or not: they
    /// are there. Who comes next finds that much less.
    private func hold(_ count: Int, for connection: Connection) {
        budget.take(count)
        connection.charged += count
    }

    /// Gives back what `connection` holds of the budget.
    func discharge(_ connection: Connection) {
        guard connection.charged > 0 else { return }
        budget.release(connection.charged)
        connection.charged = 0
    }

    private func admit(_ head: RequestHead, on connection: Connection, _ inputIsWaiting: Bool) {
        if case .length(let length) = head.framing, length > Self.exemptContent,
            length <= policy.limits.maxBodyBytes, !budget.hasRoom(for: length)
        {
            perform(connection.http.fail(.overloaded, fatally: false), on: connection)
            return
        }
        if case .length(let length) = head.framing, length > Self.exemptContent {
            connection.arrivesUntil = now + Arrivals.patience
            arrivals.begin()
        }
        perform(
            connection.http.admit(inputIsWaiting: inputIsWaiting, at: now), on: connection,
            inputIsWaiting: inputIsWaiting)
    }

    /// The current request's content is there, has been given up, or takes too long to be counted on.
    func endArrival(_ connection: Connection) {
        guard connection.arrivesUntil != nil else { return }
        connection.arrivesUntil = nil
        arrivals.end()
    }

    // MARK: Actions

    func perform(_ action: HTTPConnection.Action, on connection: Connection, inputIsWaiting: Bool = false) {
        switch action {
        case .wait: break
        case .consult(let head):
            if let refusal = handler.refusal(of: head, arriving: arrivals.count) {
                send(refusal, on: connection, inputIsWaiting)
            } else {
                admit(head, on: connection, inputIsWaiting)
            }
        case .sendContinue:
            let interim = ResponseEncoder.interim
            connection.output.append(
                ByteBuffer(UnsafeRawBufferPointer(start: interim.utf8Start, count: interim.utf8CodeUnitCount)))
        case .respond(let request): respond(to: request, on: connection, inputIsWaiting)
        case .fail(let failure, let head):
            send(handler.response(to: failure, head: head), on: connection, inputIsWaiting)
        case .endOutput: endOutput(connection)
        case .close:
            connection.channel.session?.sayEnd()
            remove(connection)
        }
    }

    private func respond(to request: HTTPRequest, on connection: Connection, _ inputIsWaiting: Bool) {
        endArrival(connection)
        // The last piece of the content came together with the request.
        if let body = request.body, !reserve(body.capacity, for: connection) {
            send(handler.response(to: .overloaded, head: request.head), on: connection, inputIsWaiting)
            return
        }
        connection.request &+= 1
        let response = handler.respond(to: request, arriving: arrivals.count) {
            let exchange = Exchange(loop: self, token: connection.token, request: connection.request)
            connection.exchange = exchange
            return exchange
        }
        if let response { send(response, on: connection, inputIsWaiting) }
    }

    // MARK: Output

    /// Puts an answer on the wire as far as it goes at once.
    func send(_ response: HTTPResponse, on connection: Connection, _ inputIsWaiting: Bool = false) {
        connection.exchange = nil
        endArrival(connection)
        discharge(connection)
        let plan = connection.http.answer(response, at: now)
        connection.answerIsOut = true
        let headSize = ResponseEncoder.maximumSize(response)
        let sendsBody = plan.sendsContent && response.stream == nil
        let bodySize = sendsBody ? response.contentLength : 0
        let isJoined = connection.output.isEmpty && connection.mayWrite && headSize <= Self.joinedSize - bodySize
        if isJoined, joined.freeCapacity < headSize + bodySize { sendWaiting() }
        let head = isJoined ? joined : ByteBuffer(capacity: headSize)
        let start = head.count
        ResponseEncoder.encode(response, plan.content, plan.persistence, date: date, into: head)
        if plan.sendsContent, let stream = response.stream {
            connection.stream = stream
            connection.streamIsChunked = plan.content == .chunked
        }
        if isJoined {
            if sendsBody { for piece in response.body { head.append(piece.bytes) } }
            let answer = WaitingAnswer(connection: connection, octets: start..<head.count)
            // Who has sent the next request already gets this answer at once, and then that one.
            guard inputIsWaiting || connection.hasStash else {
                connection.answerWaits = true
                waitingAnswers.append(answer)
                if waitingAnswers.count == Self.waitingLimit { sendWaiting() }
                return
            }
            guard sendJoined(answer) else { return }
        } else {
            connection.output.append(head)
            if sendsBody { for piece in response.body { connection.output.append(piece) } }
            hold(bodySize, for: connection)
        }
        _ = flush(connection)
    }

    /// Sends the answers that were put off, one behind another: a client of many connections is then woken for all of
    /// them and not for each.
    func sendWaiting() {
        for answer in waitingAnswers where answer.connection.isOpen {
            let connection = answer.connection
            connection.answerWaits = false
            guard sendJoined(answer), flush(connection) else { continue }
            if connection.hasStash || connection.mayRead || connection.inputEnded { schedule(connection) }
        }
        waitingAnswers.removeAll(keepingCapacity: true)
        joined.removeAll()
    }

    /// Sends an answer, and keeps a copy of what does not go out at once. False when the connection is gone.
    private func sendJoined(_ answer: WaitingAnswer) -> Bool {
        let connection = answer.connection
        let octets = UnsafeRawBufferPointer(rebasing: joined.bytes[answer.octets])
        var sent = 0
        do throws(SystemCall.Failure) {
            sent = try connection.channel.send(octets)
        } catch {
            guard error.wouldBlock else {
                remove(connection)
                return false
            }
        }
        if sent < octets.count {
            connection.mayWrite = false
            connection.output.append(ByteBuffer(UnsafeRawBufferPointer(rebasing: octets[sent...])))
            hold(octets.count - sent, for: connection)
        }
        return true
    }

    /// Writes until everything is out (true) or the socket takes no more (false).
    @discardableResult
    private func flush(_ connection: Connection) -> Bool {
        var rounds = Self.stepsPerTurn
        while connection.isOpen, !connection.answerWaits {
            guard connection.output.isEmpty else {
                guard connection.mayWrite else { return false }
                guard rounds > 0 else {
                    schedule(connection)
                    return false
                }
                rounds -= 1
                do throws(SystemCall.Failure) {
                    let sent = try connection.output.send(to: connection.channel)
                    connection.http.outputMoved(sent, at: now)
                } catch {
                    if error.wouldBlock {
                        connection.mayWrite = false
                    } else {
                        remove(connection)
                    }
                    return false
                }
                continue
            }
            if connection.stream != nil {
                pull(connection)
                continue
            }
            guard connection.answerIsOut else { return true }
            connection.answerIsOut = false
            discharge(connection)
            perform(connection.http.answerWasSent(at: now), on: connection)
            return connection.isOpen
        }
        return false
    }

    /// Fetches the next piece of a stream into the output.
    private func pull(_ connection: Connection) {
        guard let piece = connection.stream?.next() else {
            connection.stream = nil
            if connection.streamIsChunked { connection.output.append(ChunkedEncoder.end) }
            return
        }
        guard connection.streamIsChunked else { return connection.output.append(piece) }
        guard let prefix = ChunkedEncoder.prefix(count: piece.count) else { return }
        connection.output.append(prefix)
        connection.output.append(piece)
        connection.output.append(ChunkedEncoder.separator)
    }

    /// Says that no more will be sent, or notes that it has to be said when there is room.
    private func endOutput(_ connection: Connection) {
        connection.owesEnd = !connection.channel.endOutput()
        if connection.owesEnd { connection.mayWrite = false }
    }

    /// A client that does not read its answer: have the kernel drop what it still holds for it.
    func abandonOutput(_ connection: Connection) {
        var linger = linger(l_onoff: 1, l_linger: 0)
        setsockopt(
            connection.channel.socket.number, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<linger>.size))
    }
}
