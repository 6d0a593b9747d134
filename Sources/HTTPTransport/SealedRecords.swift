import HTTPWire

/// TLS records on their way to the socket, several of a large answer in one system call: a record is 16 KiB, and one by
/// one they would wake the client as often.
///
/// What is left here is sent before anything else. It is never the end of what there is to send: the last record goes
/// straight to the socket, which takes it, or has OpenSSL keep it and say so. So nobody has to ask whether something is
/// left here.
final class SealedRecords {
    private static let capacity = 66 << 10

    /// More than the record that comes next is to be sent.
    var moreFollows = false
    private var records: ByteBuffer?
    /// How much of them is out.
    private var start = 0

    /// Takes a record, whole or as much of it as the socket does; EAGAIN where there is no room.
    func send(_ record: UnsafeRawBufferPointer, to socket: Int32) throws(SystemCall.Failure) -> Int {
        if moreFollows, keep(record) { return record.count }
        try flush(to: socket)
        if moreFollows, keep(record) { return record.count }
        return try Socket.send(socket, record)
    }

    private func keep(_ record: UnsafeRawBufferPointer) -> Bool {
        let buffer = records ?? ByteBuffer(capacity: Self.capacity)
        guard buffer.freeCapacity >= record.count else { return false }
        records = buffer
        buffer.append(record)
        return true
    }

    private func flush(to socket: Int32) throws(SystemCall.Failure) {
        guard let records else { return }
        while start < records.count {
            start += try Socket.send(socket, UnsafeRawBufferPointer(rebasing: records.bytes[start...]))
        }
        start = 0
        self.records = nil
    }
}
