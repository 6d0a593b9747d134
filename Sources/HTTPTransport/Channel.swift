import Foundation

/// A connection's octets, in and out: as they are, or through TLS. Everything that reads and writes goes through here and
/// need not know which it is.
struct Channel: ~Copyable {
    struct Received {
        /// 0 when the client has sent its last octet.
        var count: Int
        /// Nothing more is to be had until the poller says so.
        var isDry: Bool
    }

    let socket: FileDescriptor
    /// nil without TLS, and before a handshake begins.
    var session: TLSSession?

    init(_ socket: consuming FileDescriptor) { self.socket = socket }

    @inline(__always)
    func receive(into free: UnsafeMutableRawBufferPointer) throws(SystemCall.Failure) -> Received {
        if let session { return try session.receive(into: free) }
        let count = try Socket.receive(socket.number, into: free)
        return Received(count: count, isDry: count < free.count)
    }

    /// Drops up to `count` octets as they come over the wire.
    func drop(_ count: Int, scratch: UnsafeMutableRawBufferPointer) throws(SystemCall.Failure) -> Received {
        let dropped = try Socket.drop(socket.number, count, scratch: scratch)
        return Received(count: dropped, isDry: dropped < count)
    }

    @inline(__always)
    func send(_ octets: UnsafeRawBufferPointer) throws(SystemCall.Failure) -> Int {
        if let session { return try session.send(octets) }
        return try Socket.send(socket.number, octets)
    }

    @inline(__always)
    func send(_ pieces: UnsafeMutableBufferPointer<iovec>) throws(SystemCall.Failure) -> Int {
        if let session { return try session.send(pieces) }
        return try Socket.send(socket.number, pieces)
    }

    /// Says that nothing more will be sent; false where that has to be said again when there is room for it.
    func endOutput() -> Bool {
        if let session, !session.endOutput() { return false }
        Socket.endOutput(socket.number)
        return true
    }
}
