import COpenSSL
import Foundation

/// TLS on one connected socket: OpenSSL's `SSL`, never waited for. "Nothing to be had just now" is a result.
///
/// Failures come as those of system calls do, so that who reads and writes need not know which it is: EAGAIN where the
/// socket has nothing or takes nothing, EPROTO where the connection is of no more use.
///
/// Owned by one connection and touched on its loop's queue only.
final class TLSSession {
    enum Handshake: Equatable {
        case done
        case wants
        case failed(String)
    }

    /// Octets in one record (RFC 8446 §5.1).
    private static let recordSize = 16 << 10
    /// Octets written in one call, so that others have their turn.
    private static let maxWrite = 1 << 20
    /// Octets that one call of OpenSSL's takes at the most: of a record that had to wait, and of the one behind it.
    private static let longestWrite = 2 * recordSize

    /// Whoever owns this owns the socket, too.
    let socket: Int32
    /// The socket had nothing more when it was read last.
    var isDry = false
    /// Records that have not been sent yet.
    let sealed = SealedRecords()
    private let ssl: OpaquePointer
    private(set) var isEstablished = false
    /// Nothing more may be asked of `ssl`.
    private var hasFailed = false
    /// The client has been told that nothing more comes.
    private var hasEnded = false

    /// nil where memory has run out.
    init?(_ context: TLSContext, socket: Int32) {
        OpenSSLErrors.clear()
        guard let ssl = SSL_new(context.pointer) else { return nil }
        self.ssl = ssl
        self.socket = socket
        guard let bio = SocketBIO.make(for: self) else { return nil }
        SSL_set_bio(ssl, bio, bio)
        SSL_set_accept_state(ssl)
    }

    deinit { SSL_free(ssl) }

    /// Goes on with the handshake as far as it goes. Where it fails the client has been sent the reason.
    func shakeHands() -> Handshake {
        guard !hasFailed else { return .failed("it has failed before") }
        OpenSSLErrors.clear()
        let result = SSL_do_handshake(ssl)
        if result == 1 {
            isEstablished = true
            return .done
        }
        switch SSL_get_error(ssl, result) {
        case SSL_ERROR_WANT_READ, SSL_ERROR_WANT_WRITE: return .wants
        default:
            hasFailed = true
            return .failed(OpenSSLErrors.takeReason())
        }
    }

    /// Reads until `free` is full, the socket has run dry, or the client has sent its last octet: then 0.
    func receive(into free: UnsafeMutableRawBufferPointer) throws(SystemCall.Failure) -> Channel.Received {
        var count = 0
        while count < free.count, let base = free.baseAddress {
            if count > 0, isDry, SSL_has_pending(ssl) == 0 { return Channel.Received(count: count, isDry: true) }
            guard !hasFailed else { throw SystemCall.Failure(code: EPROTO) }
            OpenSSLErrors.clear()
            var size = 0
            let result = SSL_read_ex(ssl, base + count, free.count - count, &size)
            if result == 1 {
                count += size
                continue
            }
            switch SSL_get_error(ssl, result) {
            case SSL_ERROR_WANT_READ, SSL_ERROR_WANT_WRITE:
                guard count > 0 else { throw SystemCall.Failure(code: EAGAIN) }
                return Channel.Received(count: count, isDry: true)
            case SSL_ERROR_ZERO_RETURN:
                return Channel.Received(count: count, isDry: false)
            default:
                hasFailed = true
                // What came before the failure is as good as any.
                guard count > 0 else { throw SystemCall.Failure(code: EPROTO) }
            }
        }
        return Channel.Received(count: count, isDry: false)
    }

    /// Sends as much as the socket takes. What it did not take has to come again first, as OpenSSL may have made a record
    /// of its beginning.
    func send(_ octets: UnsafeRawBufferPointer) throws(SystemCall.Failure) -> Int {
        var sent = 0
        while sent < min(octets.count, Self.maxWrite) {
            sealed.moreFollows = octets.count - sent > Self.longestWrite
            guard let count = try write(UnsafeRawBufferPointer(rebasing: octets[sent...]), isFirst: sent == 0) else {
                break
            }
            sent += count
        }
        return sent
    }

    /// Sends the pieces one after another as far as the socket takes them, small ones together in one record.
    func send(_ pieces: UnsafeMutableBufferPointer<iovec>) throws(SystemCall.Failure) -> Int {
        let total = pieces.reduce(0) { $0 + $1.iov_len }
        var sent = 0
        var index = 0
        var offset = 0
        while index < pieces.count, sent < Self.maxWrite {
            let piece = UnsafeRawBufferPointer(start: pieces[index].iov_base, count: pieces[index].iov_len)
            let rest = UnsafeRawBufferPointer(rebasing: piece[offset...])
            let isLast = index == pieces.count - 1
            sealed.moreFollows = total - sent > Self.longestWrite
            let count: Int?
            if isLast || rest.count >= Self.recordSize {
                count = try write(rest, isFirst: sent == 0)
            } else {
                count = try writeTogether(pieces, index, offset, isFirst: sent == 0)
            }
            guard var left = count else { break }
            sent += left
            while index < pieces.count, left >= pieces[index].iov_len - offset {
                left -= pieces[index].iov_len - offset
                index += 1
                offset = 0
            }
            offset += left
        }
        return sent
    }

    /// One record out of pieces, from `offset` in the one at `index` on.
    private func writeTogether(
        _ pieces: UnsafeMutableBufferPointer<iovec>, _ index: Int, _ offset: Int, isFirst: Bool
    ) throws(SystemCall.Failure) -> Int? {
        let result = withUnsafeTemporaryAllocation(byteCount: Self.recordSize, alignment: 16) { record in
            var count = 0
            var skipped = offset
            for next in index..<pieces.count where count < record.count {
                let piece = UnsafeRawBufferPointer(start: pieces[next].iov_base, count: pieces[next].iov_len)
                let part = UnsafeRawBufferPointer(rebasing: piece[skipped...].prefix(record.count - count))
                UnsafeMutableRawBufferPointer(rebasing: record[count...]).copyMemory(from: part)
                count += part.count
                skipped = 0
            }
            let whole = UnsafeRawBufferPointer(rebasing: record[..<count])
            return Result { () throws(SystemCall.Failure) in try write(whole, isFirst: isFirst) }
        }
        return try result.get()
    }

    /// Writes a record; nil where the socket takes nothing and `isFirst` does not hold.
    private func write(_ octets: UnsafeRawBufferPointer, isFirst: Bool) throws(SystemCall.Failure) -> Int? {
        guard !octets.isEmpty else { return 0 }
        guard !hasFailed else { throw SystemCall.Failure(code: EPROTO) }
        OpenSSLErrors.clear()
        var size = 0
        let result = SSL_write_ex(ssl, octets.baseAddress, octets.count, &size)
        if result == 1 { return size }
        switch SSL_get_error(ssl, result) {
        case SSL_ERROR_WANT_READ, SSL_ERROR_WANT_WRITE:
            guard isFirst else { return nil }
            throw SystemCall.Failure(code: EAGAIN)
        default:
            hasFailed = true
            throw SystemCall.Failure(code: EPROTO)
        }
    }

    /// Says that nothing more will be sent (close_notify); false where the socket does not take that just now.
    func endOutput() -> Bool {
        guard isEstablished, !hasFailed, !hasEnded else { return true }
        sealed.moreFollows = false
        OpenSSLErrors.clear()
        let result = SSL_shutdown(ssl)
        hasEnded = result >= 0 || SSL_get_error(ssl, result) != SSL_ERROR_WANT_WRITE
        return hasEnded
    }

    /// The same for a connection that is closed right after, where it can be said at once.
    func sayEnd() { _ = endOutput() }

    /// For the access log, once the handshake is done.
    private(set) lazy var facts = TLSFacts(
        version: String(cString: SSL_get_version(ssl)),
        cipher: String(cString: SSL_CIPHER_get_name(SSL_get_current_cipher(ssl))), subject: clientSubject)

    private var clientSubject: String? {
        guard let certificate = SSL_get1_peer_certificate(ssl) else { return nil }
        defer { X509_free(certificate) }
        return MemoryBIO.text { X509_NAME_print_ex($0, X509_get_subject_name(certificate), 0, copenssl_name_format) }
    }
}
