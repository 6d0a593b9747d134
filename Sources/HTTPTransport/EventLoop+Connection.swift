import CLinux
import Foundation
import HTTPWire

/// What happens on one connection: bytes in, actions of its state machine, bytes out.
extension EventLoop {
    /// Reads, and requests answered from what was read, before the other connections have their turn.
    static let stepsPerTurn = 32

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

    func perform(_ action: HTTPConnection.Action, on connection: Connection, inputIsWaiting: Bool = false) {
        switch action {
        case .wait: break
        case .consult(let head):
            if accessLog != nil { beginRecord(of: head, on: connection) }
            consult(head, on: connection, inputIsWaiting)
        case .sendContinue:
            let interim = ResponseEncoder.interim
            connection.output.append(
                ByteBuffer(UnsafeRawBufferPointer(start: interim.utf8Start, count: interim.utf8CodeUnitCount)))
        case .respond(let request): respond(to: request, on: connection, inputIsWaiting)
        case .fail(let failure, let head):
            if accessLog != nil, connection.record == nil { beginRecord(of: head, on: connection) }
            send(handler.response(to: failure, head: head), on: connection, inputIsWaiting)
        case .endOutput: endOutput(connection)
        case .close:
            connection.channel.session?.sayEnd()
            remove(connection)
        }
    }

    private func consult(_ head: RequestHead, on connection: Connection, _ inputIsWaiting: Bool) {
        if head.isSecured, tls == nil {
            perform(connection.http.fail(.misdirected, fatally: false), on: connection, inputIsWaiting: inputIsWaiting)
            return
        }
        do throws(HTTPRefusal) {
            connection.purpose = try handler.purpose(of: head, arriving: arriving)
        } catch {
            send(error.response, on: connection, inputIsWaiting)
            return
        }
        admit(head, on: connection, inputIsWaiting)
    }

    private func admit(_ head: RequestHead, on connection: Connection, _ inputIsWaiting: Bool) {
        if case .length(let length) = head.framing, length > Self.exemptContent,
            length <= policy.limits.maxBodyBytes, !budget.hasRoom(for: length)
        {
            perform(connection.http.fail(.overloaded, fatally: false), on: connection)
            return
        }
        if case .length(let length) = head.framing, length > Self.exemptContent {
            connection.arrivesUntil = now + policy.arrivalPatience
            traffic.arrivals.begin()
        }
        perform(
            connection.http.admit(inputIsWaiting: inputIsWaiting, at: now), on: connection,
            inputIsWaiting: inputIsWaiting)
    }

    private func respond(to request: HTTPRequest, on connection: Connection, _ inputIsWaiting: Bool) {
        endArrival(connection)
        if let body = request.body { connection.record?.received = body.count }
        // The last piece of the content came together with the request.
        if let body = request.body, !reserve(body.capacity, for: connection) {
            send(handler.response(to: .overloaded, head: request.head), on: connection, inputIsWaiting)
            return
        }
        connection.request &+= 1
        precedence.noteRequest()
        let response = handler.respond(to: request, for: connection.purpose, arriving: arriving) {
            let exchange = Exchange(loop: self, token: connection.token, request: connection.request)
            connection.exchange = exchange
            return exchange
        }
        if let response { send(response, on: connection, inputIsWaiting) }
    }
}
