import CLinux
import Foundation

/// An IPv4 or IPv6 address with its port, or a path.
struct SocketAddress: Sendable, CustomStringConvertible {
    private var storage: sockaddr_storage
    private let length: socklen_t

    /// The addresses of a host name, or of an address in text, in the order the resolver prefers.
    static func resolve(host: String, port: UInt16) throws(TransportError) -> [SocketAddress] {
        var hints = addrinfo()
        hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
        #if os(Linux)
            hints.ai_socktype = Int32(CLINUX_STREAM)
        #else
            hints.ai_socktype = SOCK_STREAM
        #endif
        var list: UnsafeMutablePointer<addrinfo>?
        let name = host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
        let code = getaddrinfo(name, String(port), &hints, &list)
        guard code == 0 else { throw .cannotResolve(host: host, reason: String(cString: gai_strerror(code))) }
        defer { freeaddrinfo(list) }
        var addresses: [SocketAddress] = []
        var next = list
        while let entry = next {
            if let address = entry.pointee.ai_addr {
                addresses.append(SocketAddress(address, entry.pointee.ai_addrlen))
            }
            next = entry.pointee.ai_next
        }
        guard !addresses.isEmpty else { throw .cannotResolve(host: host, reason: "it has no address") }
        return addresses
    }

    private init(_ address: UnsafePointer<sockaddr>, _ length: socklen_t) {
        storage = sockaddr_storage()
        self.length = min(length, socklen_t(MemoryLayout<sockaddr_storage>.size))
        withUnsafeMutableBytes(of: &storage) {
            $0.copyMemory(from: UnsafeRawBufferPointer(start: address, count: Int(self.length)))
        }
    }

    /// A socket in the file system; nil where the path is too long for that.
    init?(path: String) {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let octets = Array(path.utf8)
        // It ends with a zero.
        guard octets.count < MemoryLayout.size(ofValue: address.sun_path), !octets.contains(0) else { return nil }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: octets) }
        self = withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                SocketAddress($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }

    /// What a socket is bound to.
    init?(localOf socket: Int32) { self.init { getsockname(socket, $0, $1) } }

    /// What a connected socket is connected to.
    init?(peerOf socket: Int32) { self.init { getpeername(socket, $0, $1) } }

    private init?(_ ask: (UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Int32) {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let result = withUnsafeMutablePointer(to: &storage) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { ask($0, &length) }
        }
        guard result == 0 else { return nil }
        self.storage = storage
        self.length = length
    }

    var family: Int32 { Int32(storage.ss_family) }

    /// 0 where there are none.
    var port: UInt16 {
        get {
            family == AF_UNIX
                ? 0
                : UInt16(
                    bigEndian: withUnsafeBytes(of: storage) { $0.loadUnaligned(fromByteOffset: 2, as: UInt16.self) })
        }
        set {
            withUnsafeMutableBytes(of: &storage) {
                $0.storeBytes(of: newValue.bigEndian, toByteOffset: 2, as: UInt16.self)
            }
        }
    }

    var isWildcard: Bool {
        guard family == AF_INET || family == AF_INET6 else { return false }
        let range = family == AF_INET ? 4..<8 : 8..<24
        return withUnsafeBytes(of: storage) { bytes in bytes[range].allSatisfy { $0 == 0 } }
    }

    /// Whether what is sent there stays on this machine; IPv4 addresses may be written as IPv6 ones.
    var isLoopback: Bool {
        withUnsafeBytes(of: storage) { octets in
            switch family {
            case AF_INET: return octets[4] == 127
            case AF_INET6:
                let isMapped = octets[8..<18].allSatisfy { $0 == 0 } && octets[18] == 0xff && octets[19] == 0xff
                return isMapped ? octets[20] == 127 : octets[8..<23].allSatisfy { $0 == 0 } && octets[23] == 1
            default: return false
            }
        }
    }

    func withPointer<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        withUnsafePointer(to: storage) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, length) }
        }
    }

    private var path: String {
        let start = MemoryLayout<sockaddr_un>.offset(of: \.sun_path) ?? 2
        return withUnsafeBytes(of: storage) { octets in
            String(decoding: octets[start..<max(start, Int(length))].prefix { $0 != 0 }, as: UTF8.self)
        }
    }

    /// As in a URI: `127.0.0.1:8080`, `[::1]:8080`; or `unix:/path`.
    var description: String {
        if family == AF_UNIX { return "unix:\(path)" }
        var host = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        let code = withPointer { getnameinfo($0, $1, &host, socklen_t(host.count), nil, 0, NI_NUMERICHOST) }
        let text =
            code == 0 ? String(decoding: host.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self) : "?"
        return family == AF_INET6 ? "[\(text)]:\(port)" : "\(text):\(port)"
    }
}
