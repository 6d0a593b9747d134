import Foundation
import HTTPWire

/// Octets from a connection into its state machine, and what they may take up.
extension EventLoop {
    /// No more than this is read in one call, so that a body is charged for as it grows.
    static let maxRead = 128 << 10
    /// Content of no more than this is never refused for want of room: the service stays within reach when it is full.
    static let exemptContent = 16 << 10

    func read(_ connection: Connection, _ steps: inout Int) {
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
                if count >= Traffic.step, connection.arrivesUntil != nil {
                    connection.arrivesUntil = now + policy.arrivalPatience
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

    func feedStash(_ connection: Connection, _ steps: inout Int) {
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

    // MARK: Memory

    /// Takes what the content has grown by from the budget; where it does not fit the request is refused.
    private func charge(_ connection: Connection) {
        let held = connection.http.contentMemory
        if connection.isOpen, !reserve(held, for: connection) {
            perform(connection.http.fail(.overloaded, fatally: false), on: connection)
        }
    }

    /// Has `connection` hold `count` octets of the budget, where they fit.
    func reserve(_ count: Int, for connection: Connection) -> Bool {
        guard count > Self.exemptContent, count > connection.charged else { return true }
        guard budget.reserve(count - connection.charged) else { return false }
        connection.charged = count
        return true
    }

    /// Takes `count` octets of an answer that waits for its client to read from the budget, whether they fit or not: they
    /// are there. Who comes next finds that much less.
    func hold(_ count: Int, for connection: Connection) {
        budget.take(count)
        connection.charged += count
    }

    /// Gives back what `connection` holds of the budget.
    func discharge(_ connection: Connection) {
        guard connection.charged > 0 else { return }
        budget.release(connection.charged)
        connection.charged = 0
    }

    /// The current request's content is there, has been given up, or takes too long to be counted on.
    func endArrival(_ connection: Connection) {
        guard connection.arrivesUntil != nil else { return }
        connection.arrivesUntil = nil
        traffic.arrivals.end()
    }
}
