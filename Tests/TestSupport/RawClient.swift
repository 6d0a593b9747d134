import Foundation

/// A client, over TCP as it is or with TLS, that sends exactly the octets it is given and reads with a deadline: for tests
/// that speak HTTP by hand.
///
/// Every wait ends after `patience` with an error, so a server that hangs fails its test instead of hanging it.
/// Not for use from two threads at once.
package final class RawClient {
    package enum Failure: Error, CustomStringConvertible {
        case cannotConnect(Int32)
        case timeout(String)
        case system(Int32)
        case tls(String)
        case ended(String)

        package var description: String {
            switch self {
            case .cannotConnect(let code): "cannot connect: \(String(cString: strerror(code)))"
            case .timeout(let what): "nothing came in time; until then: \(what.debugDescription)"
            case .system(let code): String(cString: strerror(code))
            case .tls(let reason): reason
            case .ended(let what): "the connection ended; until then: \(what.debugDescription)"
            }
        }
    }

    private let socket: Int32
    private var tls: TLSClient?
    private var isClosed = false
    /// Octets that came and were not asked for yet.
    private var received: [UInt8] = []

    /// Connects to 127.0.0.1. `receiveBuffer` in octets makes the client one that takes little at a time.
    /// TLS begins with the first octet that is sent or waited for.
    package init(port: UInt16, receiveBuffer: Int32? = nil, over wire: Wire = .plain) throws {
        #if os(Linux)
            // A program that another test starts meanwhile is not to keep a connection open that was closed here.
            socket = Foundation.socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        #else
            socket = Foundation.socket(AF_INET, SOCK_STREAM, 0)
        #endif
        guard socket >= 0 else { throw Failure.system(errno) }
        if var size = receiveBuffer {
            setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<Int32>.size))
        }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else {
            let code = errno
            Foundation.close(socket)
            isClosed = true
            throw Failure.cannotConnect(code)
        }
        if let version = wire.version {
            _ = fcntl(socket, F_SETFL, O_NONBLOCK)
            tls = TLSClient(socket: socket, version: version)
        }
    }

    deinit { close() }

    package func send(_ text: String) throws { try send(Array(text.utf8)) }

    /// Sends everything, waiting for room where there is none.
    package func send(_ octets: [UInt8]) throws {
        var sent = 0
        while sent < octets.count {
            if let tls {
                let rest = octets[sent...].withUnsafeBytes { tls.write($0) }
                switch rest {
                case .moved(let count): sent += count
                case .wants(let events): try wait(for: events)
                case .ended: throw Failure.ended("")
                case .failed(let reason): throw Failure.tls(reason)
                }
                continue
            }
            try wait(for: Int16(POLLOUT))
            let count = octets.withUnsafeBytes {
                Foundation.send(
                    socket, $0.baseAddress! + sent, $0.count - sent, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
            }
            if count < 0 {
                if errno == EAGAIN || errno == EINTR { continue }
                throw Failure.system(errno)
            }
            sent += count
        }
    }

    /// Half-closes: no more will be sent.
    package func endOutput() {
        tls?.endOutput()
        shutdown(socket, Int32(SHUT_WR))
    }

    package func close() {
        guard !isClosed else { return }
        isClosed = true
        Foundation.close(socket)
    }

    /// Closes so that the other side sees a reset.
    package func reset() {
        var option = linger(l_onoff: 1, l_linger: 0)
        setsockopt(socket, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
        close()
    }

    /// Reads up to and with `end`.
    package func read(until end: String) throws -> String {
        let end = Array(end.utf8)
        var searched = 0
        while true {
            if let found = firstIndex(of: end, from: searched) {
                return String(decoding: take(found + end.count), as: UTF8.self)
            }
            searched = max(received.count - end.count + 1, 0)
            guard try fill() else { throw Failure.ended(String(decoding: received, as: UTF8.self)) }
        }
    }

    package func read(count: Int) throws -> [UInt8] {
        while received.count < count {
            guard try fill() else { throw Failure.ended(String(decoding: received, as: UTF8.self)) }
        }
        return take(count)
    }

    /// Everything up to the end of the connection; a reset is an error.
    package func readToEnd() throws -> String {
        while try fill() {}
        return String(decoding: take(received.count), as: UTF8.self)
    }

    /// Reads one response: its head, and its content.
    package func readResponse(toHead: Bool = false) throws -> RawResponse {
        var response = try RawResponse(head: read(until: "\r\n\r\n"))
        if toHead || response.status < 200 || response.status == 204 || response.status == 304 { return response }
        if let length = response.field("content-length").flatMap(Int.init) {
            response.body = try read(count: length)
        } else {
            response.body = Array(try readToEnd().utf8)
        }
        return response
    }

    /// One request and its response.
    package func exchange(_ request: String) throws -> RawResponse {
        try send(request)
        return try readResponse()
    }

    /// False at the end of the connection.
    private func fill() throws -> Bool {
        let start = received.count
        var chunk = [UInt8](repeating: 0, count: 65536)
        if let tls {
            switch chunk.withUnsafeMutableBytes({ tls.read($0) }) {
            case .moved(let count):
                received += chunk[..<count]
                return true
            case .ended: return false
            case .wants(let events):
                try wait(for: events)
                return true
            case .failed(let reason): throw Failure.tls(reason)
            }
        }
        try wait(for: Int16(POLLIN))
        let count = chunk.withUnsafeMutableBytes { recv(socket, $0.baseAddress, $0.count, Int32(MSG_DONTWAIT)) }
        if count < 0 {
            if errno == EAGAIN || errno == EINTR { return true }
            throw Failure.system(errno)
        }
        received += chunk[..<count]
        return received.count > start
    }

    private func wait(for events: Int16) throws {
        var entry = pollfd(fd: socket, events: events, revents: 0)
        let ready = poll(&entry, 1, Int32(patience * 1000))
        if ready == 0 { throw Failure.timeout(String(decoding: received, as: UTF8.self)) }
    }

    private func take(_ count: Int) -> [UInt8] {
        let taken = Array(received.prefix(count))
        received.removeFirst(taken.count)
        return taken
    }

    private func firstIndex(of end: [UInt8], from start: Int) -> Int? {
        guard received.count >= end.count else { return nil }
        for index in start...(received.count - end.count) where received[index..<index + end.count].elementsEqual(end) {
            return index
        }
        return nil
    }
}
