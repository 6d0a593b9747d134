import Foundation
import HTTPWire

/// Records of requests, from their heads to the last octet of their answers, where an access log is kept.
extension EventLoop {
    /// Begins the record of a request; `head` is nil for what never became one.
    func beginRecord(of head: RequestHead?, on connection: Connection) {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        let peer = connection.peer ?? SocketAddress(peerOf: connection.channel.socket.number)?.description ?? "?"
        connection.peer = peer
        connection.record = AccessRecord(
            time: (Int64(time.tv_sec), Int64(time.tv_nsec)), start: .now, peer: peer,
            tls: connection.channel.session?.facts, method: head?.method, path: head?.path,
            client: head.flatMap { handler.client(of: $0) })
    }

    /// The answer is known; `connection` still has what came of the content.
    func record(_ response: HTTPResponse, on connection: Connection) {
        connection.record?.status = response.status.code
        connection.record?.identifier = response.fields.identifier?.text
        connection.record?.received += connection.http.contentCount
    }

    /// The request is over: its answer went out whole, or `isCut`.
    func endRecord(on connection: Connection, isCut: Bool = false) {
        guard var record = connection.record else { return }
        connection.record = nil
        if record.status == nil { record.received += connection.http.contentCount }
        record.appendLine(to: &accessLines, end: .now, isCut: isCut)
        accessLineCount += 1
    }

    /// Hands over what one turn has brought.
    func handLinesOver() {
        accessLog?.append(accessLines, count: accessLineCount)
        accessLines.removeAll(keepingCapacity: true)
        accessLineCount = 0
    }
}
