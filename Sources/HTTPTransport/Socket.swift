import CLinux
import Foundation

/// System calls on connected, non-blocking stream sockets, by descriptor number; who passes it owns it.
enum Socket {
    #if os(Linux)
        static let streamType = Int32(CLINUX_STREAM)
        private static let noSignal = Int32(MSG_NOSIGNAL)
    #else
        static let streamType = SOCK_STREAM
        private static let noSignal: Int32 = 0
    #endif

    /// How many octets, about, wait in the kernel to be sent; the others wait here, where they are counted. Otherwise clients
    /// that do not read have the kernel hold megabytes each, which no budget knows of.
    private static let unsentLimit: Int32 = 128 << 10

    /// A new stream socket that does not block and is not inherited.
    static func make(family: Int32) throws(SystemCall.Failure) -> FileDescriptor {
        #if os(Linux)
            let type = streamType | Int32(CLINUX_STREAM_FLAGS)
            return FileDescriptor(try SystemCall.run { socket(family, type, 0) })
        #else
            let descriptor = FileDescriptor(try SystemCall.run { socket(family, streamType, 0) })
            try setFlags(descriptor.number)
            return descriptor
        #endif
    }

    /// The next connection of a listener, ready for use.
    static func accept(from listener: Int32) throws(SystemCall.Failure) -> FileDescriptor {
        #if os(Linux)
            let flags = Int32(CLINUX_STREAM_FLAGS)
            let descriptor = FileDescriptor(try SystemCall.run { accept4(listener, nil, nil, flags) })
        #else
            let descriptor = FileDescriptor(try SystemCall.run { Foundation.accept(listener, nil, nil) })
            try setFlags(descriptor.number)
            try setOption(descriptor.number, SOL_SOCKET, SO_NOSIGPIPE)
        #endif
        // Sockets that are not TCP's have neither. Any other failure shows up again, with more meaning, when the connection
        // is used.
        try? setOption(descriptor.number, Int32(IPPROTO_TCP), TCP_NODELAY)
        try? setOption(descriptor.number, Int32(IPPROTO_TCP), TCP_NOTSENT_LOWAT, unsentLimit)
        #if os(Linux)
            if SocketAddress(localOf: descriptor.number)?.isLoopback == true { neverPace(descriptor.number) }
        #endif
        return descriptor
    }

    #if os(Linux)
        /// For a client on this machine: between the two nothing is lost and nothing queues. Congestion control that
        /// spaces out what it sends by what it takes the network to carry (BBR) would make pauses in long answers.
        private static func neverPace(_ number: Int32) {
            let name = "reno"
            _ = try? SystemCall.run {
                setsockopt(number, Int32(IPPROTO_TCP), TCP_CONGESTION, name, socklen_t(name.utf8.count))
            }
        }
    #endif

    static func setOption(
        _ number: Int32, _ level: Int32, _ option: Int32, _ value: Int32 = 1
    ) throws(SystemCall.Failure) {
        var value = value
        _ = try SystemCall.run { setsockopt(number, level, option, &value, socklen_t(MemoryLayout<Int32>.size)) }
    }

    /// Octets read; 0 when the client has sent its last.
    @inline(__always)
    static func receive(_ number: Int32, into free: UnsafeMutableRawBufferPointer) throws(SystemCall.Failure) -> Int {
        try SystemCall.run { recv(number, free.baseAddress, free.count, 0) }
    }

    /// Looks at the next octet without taking it; 0 when the client has sent its last.
    static func peek(_ number: Int32, _ octet: inout UInt8) throws(SystemCall.Failure) -> Int {
        try SystemCall.run { recv(number, &octet, 1, Int32(MSG_PEEK)) }
    }

    /// Drops up to `count` octets; returns how many, 0 when the client has sent its last.
    static func drop(
        _ number: Int32, _ count: Int, scratch: UnsafeMutableRawBufferPointer
    ) throws(SystemCall.Failure) -> Int {
        #if os(Linux)
            // tcp(7): they are not even copied.
            try SystemCall.run { recv(number, nil, count, Int32(MSG_TRUNC)) }
        #else
            try receive(number, into: UnsafeMutableRawBufferPointer(rebasing: scratch.prefix(count)))
        #endif
    }

    @inline(__always)
    static func send(_ number: Int32, _ octets: UnsafeRawBufferPointer) throws(SystemCall.Failure) -> Int {
        try SystemCall.run { Foundation.send(number, octets.baseAddress, octets.count, noSignal) }
    }

    /// Sends the pieces one after another as far as there is room.
    static func send(_ number: Int32, _ pieces: UnsafeMutableBufferPointer<iovec>) throws(SystemCall.Failure) -> Int {
        var message = msghdr()
        message.msg_iov = pieces.baseAddress
        message.msg_iovlen = numericCast(pieces.count)
        return try SystemCall.run { sendmsg(number, &message, noSignal) }
    }

    /// Octets that were sent and that the other side does not have yet, as far as is known.
    static func unacknowledged(_ number: Int32) -> Int {
        var count: Int32 = 0
        #if os(Linux)
            // tcp(7), unix(7): SIOCOUTQ.
            _ = ioctl(number, UInt(TIOCOUTQ), &count)
        #else
            var size = socklen_t(MemoryLayout<Int32>.size)
            getsockopt(number, SOL_SOCKET, SO_NWRITE, &count, &size)
        #endif
        return Int(count)
    }

    /// The processor on which what the client sent last came in; nil where that is not known.
    static func incomingProcessor(_ number: Int32) -> Int32? {
        #if os(Linux)
            var processor: Int32 = -1
            var size = socklen_t(MemoryLayout<Int32>.size)
            guard getsockopt(number, SOL_SOCKET, SO_INCOMING_CPU, &processor, &size) == 0 else { return nil }
            return processor >= 0 ? processor : nil
        #else
            return nil
        #endif
    }

    /// Says that nothing more will be sent. That the client is gone already is no failure.
    static func endOutput(_ number: Int32) {
        _ = try? SystemCall.run { shutdown(number, Int32(SHUT_WR)) }
    }

    /// Has a descriptor that comes from elsewhere not block, and not be inherited.
    static func setFlags(_ number: Int32) throws(SystemCall.Failure) {
        let flags = try SystemCall.run { fcntl(number, F_GETFL) }
        _ = try SystemCall.run { fcntl(number, F_SETFL, flags | O_NONBLOCK) }
        _ = try SystemCall.run { fcntl(number, F_SETFD, FD_CLOEXEC) }
    }
}
