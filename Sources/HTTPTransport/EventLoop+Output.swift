import CLinux
import Foundation
import HTTPWire

/// Answers onto the wire.
extension EventLoop {
    /// Puts an answer on the wire as far as it goes at once.
    func send(_ response: HTTPResponse, on connection: Connection, _ inputIsWaiting: Bool = false) {
        connection.exchange = nil
        endArrival(connection)
        discharge(connection)
        if accessLog != nil { record(response, on: connection) }
        let plan = connection.http.answer(response, at: now)
        connection.answerIsOut = true
        let headSize = ResponseEncoder.maximumSize(response)
        let bodySize = plan.sendsContent ? response.contentLength : 0
        let isJoined = connection.output.isEmpty && connection.mayWrite && headSize <= Self.joinedSize - bodySize
        if isJoined, joined.freeCapacity < headSize + bodySize { sendWaiting() }
        let head = isJoined ? joined : ByteBuffer(capacity: headSize)
        let start = head.count
        ResponseEncoder.encode(response, plan.content, plan.persistence, date: date, into: head)
        if isJoined {
            if plan.sendsContent { response.body.forEach { head.append($0.bytes) } }
            let octets = start..<head.count
            // Who has sent the next request already gets this answer at once, and then that one.
            guard inputIsWaiting || connection.hasStash else {
                connection.answerWaits = true
                waitingAnswers.append(WaitingAnswer(connection: connection, octets: octets))
                if waitingAnswers.count == Self.waitingLimit { sendWaiting() }
                return
            }
            guard sendJoined(octets, on: connection) else { return }
        } else {
            connection.output.append(head)
            if plan.sendsContent { response.body.forEach { connection.output.append($0) } }
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
            guard sendJoined(answer.octets, on: connection), flush(connection) else { continue }
            if connection.hasStash || connection.mayRead || connection.inputEnded { schedule(connection) }
        }
        waitingAnswers.removeAll(keepingCapacity: true)
        joined.removeAll()
    }

    /// Sends an answer, and keeps a copy of what does not go out at once. False when the connection is gone.
    private func sendJoined(_ range: Range<Int>, on connection: Connection) -> Bool {
        let octets = UnsafeRawBufferPointer(rebasing: joined.bytes[range])
        var sent = 0
        do throws(SystemCall.Failure) {
            sent = try connection.channel.send(octets)
        } catch {
            guard error.wouldBlock else {
                remove(connection)
                return false
            }
        }
        connection.record?.sent += sent
        if sent < octets.count {
            connection.mayWrite = false
            connection.output.append(ByteBuffer(UnsafeRawBufferPointer(rebasing: octets[sent...])))
            hold(octets.count - sent, for: connection)
        }
        return true
    }

    /// Writes until everything is out (true) or the socket takes no more (false).
    @discardableResult
    func flush(_ connection: Connection) -> Bool {
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
                    connection.record?.sent += sent
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
            guard connection.answerIsOut else { return true }
            connection.answerIsOut = false
            if accessLog != nil { endRecord(on: connection) }
            discharge(connection)
            perform(connection.http.answerWasSent(at: now), on: connection)
            return connection.isOpen
        }
        return false
    }

    /// Says that no more will be sent, or notes that it has to be said when there is room.
    func endOutput(_ connection: Connection) {
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
