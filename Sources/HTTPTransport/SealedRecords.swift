import Foundation
import HTTPWire

/// TLS records on their way to the socket, two of a large answer in one system call. One by one, each of 16 KiB, they
/// would wake the client as often; many at once would have it wait for the first while the last is still encrypted.
///
/// What is left here is sent before anything else. It is never the end of what there is to send: the last record goes
/// to the socket, which takes it, or has OpenSSL keep it and say so. So nobody has to ask whether something is left here.
final class SealedRecords {
    /// One record, with what TLS puts around it.
    private static let capacity = 17 << 10

    /// More is to be sent than the records that come next, of which there may be two.
    var moreFollows = false
    private var first: ByteBuffer?
    /// How much of it is out.
    private var start = 0

    /// Takes a record, whole or as much of it as the socket does; EAGAIN where there is no room.
    func send(_ record: UnsafeRawBufferPointer, to socket: Int32) throws(SystemCall.Failure) -> Int {
        guard let first, first.count > 0 else { return try sendOrKeep(record, socket) }
        let rest = first.count - start
        let sent = try Self.send(UnsafeRawBufferPointer(rebasing: first.bytes[start...]), record, to: socket)
        guard sent > rest else {
            start += sent
            throw SystemCall.Failure(code: EAGAIN)
        }
        start = 0
        first.removeAll()
        if !moreFollows { self.first = nil }
        return sent - rest
    }

    private func sendOrKeep(_ record: UnsafeRawBufferPointer, _ socket: Int32) throws(SystemCall.Failure) -> Int {
        guard moreFollows, record.count <= Self.capacity else {
            first = nil
            return try Socket.send(socket, record)
        }
        let buffer = first ?? ByteBuffer(capacity: Self.capacity)
        first = buffer
        return buffer.append(record)
    }

    private static func send(
        _ first: UnsafeRawBufferPointer, _ second: UnsafeRawBufferPointer, to socket: Int32
    ) throws(SystemCall.Failure) -> Int {
        let result = withUnsafeTemporaryAllocation(of: iovec.self, capacity: 2) { pieces in
            pieces.initializeElement(at: 0, to: vector(first))
            pieces.initializeElement(at: 1, to: vector(second))
            return Result { () throws(SystemCall.Failure) in try Socket.send(socket, pieces) }
        }
        return try result.get()
    }

    private static func vector(_ octets: UnsafeRawBufferPointer) -> iovec {
        iovec(iov_base: UnsafeMutableRawPointer(mutating: octets.baseAddress), iov_len: octets.count)
    }
}
