import CLinux
import Foundation

/// A socket that listens, and what it listens on.
struct ListeningSocket: ~Copyable {
    let descriptor: FileDescriptor
    let address: SocketAddress
    /// Others listen on the same socket: it is not to be shut down with this process.
    let isShared: Bool
    /// The file that goes with it; nil where there is none.
    private var file: File?

    /// A path, and which of all the files that were ever there is meant: no other gets the number of one that is in use.
    private struct File: Equatable {
        let path: String
        let device: UInt64
        let number: UInt64

        init?(_ path: String) {
            var status = stat()
            guard lstat(path, &status) == 0 else { return nil }
            self.path = path
            device = UInt64(truncatingIfNeeded: status.st_dev)
            number = UInt64(truncatingIfNeeded: status.st_ino)
        }
    }

    struct Options {
        var backlog: Int32
        /// Several processes listen on one address, each on a socket of its own (SO_REUSEPORT).
        var reusesPort = false
        /// The IPv6 wildcard leaves IPv4 to another socket.
        var isIPv6Only = false
    }

    private init(_ descriptor: consuming FileDescriptor, _ address: SocketAddress, isShared: Bool, file: File?) {
        self.descriptor = descriptor
        self.address = address
        self.isShared = isShared
        self.file = file
    }

    /// Listens on an IPv4 or IPv6 address.
    init(_ address: SocketAddress, _ options: Options) throws(TransportError) {
        let descriptor = try Self.bound(to: address, options)
        let local = SocketAddress(localOf: descriptor.number) ?? address
        self.init(descriptor, local, isShared: false, file: nil)
    }

    /// Listens on a socket in the file system.
    init(path: String, _ options: Options) throws(TransportError) {
        guard let address = SocketAddress(path: path) else { throw .pathTooLong(path) }
        try Self.removeLeftOver(path, address)
        let descriptor = try Self.bound(to: address, options)
        self.init(descriptor, address, isShared: false, file: File(path))
    }

    /// Takes over a listening socket that was there when the process began.
    init(inherited number: Int32) throws(TransportError) {
        guard Self.option(number, SO_ACCEPTCONN) == 1, Self.option(number, SO_TYPE) == Socket.streamType,
            let address = SocketAddress(localOf: number), [AF_INET, AF_INET6, AF_UNIX].contains(address.family)
        else { throw .notListening(number) }
        do throws(SystemCall.Failure) {
            try Socket.setFlags(number)
        } catch {
            throw error.error(in: "fcntl")
        }
        self.init(FileDescriptor(number), address, isShared: true, file: nil)
    }

    private static func bound(
        to address: SocketAddress, _ options: Options
    ) throws(TransportError) -> FileDescriptor {
        do throws(SystemCall.Failure) {
            let descriptor = try Socket.make(family: address.family)
            let number = descriptor.number
            if address.family != AF_UNIX { try Socket.setOption(number, SOL_SOCKET, SO_REUSEADDR) }
            if address.family != AF_UNIX, options.reusesPort {
                try Socket.setOption(number, SOL_SOCKET, SO_REUSEPORT)
            }
            if address.family == AF_INET6 {
                // The wildcard takes IPv4 clients too, one address takes its own only.
                let isOnly = options.isIPv6Only || !address.isWildcard
                try Socket.setOption(number, Int32(IPPROTO_IPV6), IPV6_V6ONLY, isOnly ? 1 : 0)
            }
            _ = try SystemCall.run { address.withPointer { bind(number, $0, $1) } }
            _ = try SystemCall.run { listen(number, options.backlog) }
            return descriptor
        } catch {
            switch error.code {
            case EADDRINUSE: throw .addressInUse(address.description)
            case EADDRNOTAVAIL, EAFNOSUPPORT: throw .addressNotAvailable(address.description)
            case EACCES, EPERM: throw .permissionDenied(address.description)
            default: throw error.error(in: "listening on \(address)")
            }
        }
    }

    /// Nobody finds the socket's file any more.
    mutating func removePath() {
        guard let file else { return }
        self.file = nil
        // Only what is still this socket's: another process may have put its own in the place.
        if File(file.path) == file { unlink(file.path) }
    }

    /// Removes what a process that is gone has left at `path`. Where somebody answers, or where it is no socket, it stays.
    private static func removeLeftOver(_ path: String, _ address: SocketAddress) throws(TransportError) {
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFSOCK else { return }
        do throws(SystemCall.Failure) {
            let probe = try Socket.make(family: AF_UNIX)
            _ = try SystemCall.run { address.withPointer { connect(probe.number, $0, $1) } }
        } catch {
            if error.code == ECONNREFUSED { unlink(path) }
            return
        }
        throw .addressInUse(address.description)
    }

    private static func option(_ number: Int32, _ option: Int32) -> Int32? {
        var value: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        return getsockopt(number, SOL_SOCKET, option, &value, &length) == 0 ? value : nil
    }
}
