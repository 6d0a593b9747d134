import Foundation
import HTTPWire
import Logging

/// How a connection to a server with TLS begins. Until the handshake is done nothing of HTTP happens on it.
extension EventLoop {
    /// Goes on with the handshake; true when it is done.
    func shakeHands(_ connection: Connection) -> Bool {
        switch connection.handshake {
        case .done: return true
        case .waiting: return false
        case .expected:
            guard connection.mayRead, beginHandshake(connection) else { return connection.handshake == .done }
        case .underWay:
            guard connection.mayRead, connection.mayWrite else { return false }
        }
        guard let session = connection.channel.session else { return false }
        switch session.shakeHands() {
        case .wants:
            // Whichever of them it is: an event for either sets both.
            connection.mayRead = false
            return false
        case .done:
            endHandshake(connection)
            return true
        case .failed(let reason):
            logger?.debug("handshake failed", metadata: ["reason": "\(reason)"])
            endHandshake(connection)
            // The reason is on its way to the client; closing with its own octets unread would take it back.
            perform(connection.http.giveUp(at: now), on: connection)
            return connection.isOpen
        }
    }

    /// Looks at the first octet, and makes a session where there is room for one more handshake. False where the
    /// handshake cannot go on, or need not.
    private func beginHandshake(_ connection: Connection) -> Bool {
        var first: UInt8 = 0
        do throws(SystemCall.Failure) {
            guard try Socket.peek(connection.channel.socket.number, &first) > 0 else {
                remove(connection)
                return false
            }
        } catch {
            if error.wouldBlock { connection.mayRead = false } else { remove(connection) }
            return false
        }
        // No TLS record begins with a letter, and every HTTP request does.
        guard !(UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(first) else {
            connection.handshake = .done
            connection.handshakeEnd = nil
            perform(connection.http.fail(.notTLS, fatally: true), on: connection)
            return false
        }
        guard handshakes.enter(connection) else {
            connection.handshake = .waiting
            return false
        }
        connection.handshake = .underWay
        connection.handshakeBegan = now
        connection.channel.session = tls.flatMap {
            TLSSession($0.current, socket: connection.channel.socket.number)
        }
        if connection.channel.session == nil { remove(connection) }
        return connection.isOpen
    }

    /// The handshake is over, whatever became of it: the next one may begin.
    func endHandshake(_ connection: Connection) {
        let wasUnderWay = connection.handshake == .underWay
        connection.handshake = .done
        connection.handshakeEnd = nil
        guard wasUnderWay, let next = handshakes.leave() else { return }
        next.handshake = .expected
        schedule(next)
    }

    /// Whether `connection` has not shaken hands in time: in its own time, or in less where others wait for it.
    func isLateWithHandshake(_ connection: Connection) -> Bool {
        guard let end = connection.handshakeEnd else { return false }
        if now >= end { return true }
        return connection.handshake == .underWay && handshakes.isAnyoneWaiting
            && now >= connection.handshakeBegan + policy.handshakePatience
    }
}
