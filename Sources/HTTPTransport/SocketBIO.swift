import COpenSSL
import Foundation

/// OpenSSL's way to a socket: our own system calls, so that a client that is gone raises no SIGPIPE, and so that a
/// session knows when its socket has run dry.
///
/// Each BIO has its session behind it, unretained: the session frees it.
enum SocketBIO {
    /// Made once, never freed, never changed.
    private nonisolated(unsafe) static let method: OpaquePointer? = {
        guard let method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "softmax-loss socket") else {
            return nil
        }
        BIO_meth_set_read(method) { bio, target, count in SocketBIO.read(bio, target, count) }
        BIO_meth_set_write(method) { bio, source, count in SocketBIO.write(bio, source, count) }
        BIO_meth_set_ctrl(method) { bio, command, _, _ in SocketBIO.control(bio, command) }
        return method
    }()

    static func make(for session: TLSSession) -> OpaquePointer? {
        guard let method, let bio = BIO_new(method) else { return nil }
        BIO_set_data(bio, Unmanaged.passUnretained(session).toOpaque())
        BIO_set_init(bio, 1)
        return bio
    }

    private static func session(_ bio: OpaquePointer?) -> TLSSession? {
        BIO_get_data(bio).map { Unmanaged<TLSSession>.fromOpaque($0).takeUnretainedValue() }
    }

    private static func read(_ bio: OpaquePointer?, _ target: UnsafeMutablePointer<CChar>?, _ count: Int32) -> Int32 {
        copenssl_clear_retry(bio)
        guard let session = session(bio) else { return -1 }
        let free = UnsafeMutableRawBufferPointer(start: target, count: Int(max(count, 0)))
        do throws(SystemCall.Failure) {
            let received = try Socket.receive(session.socket, into: free)
            session.isDry = received > 0 && received < free.count
            if received == 0 { BIO_set_flags(bio, BIO_FLAGS_IN_EOF) }
            return Int32(received)
        } catch {
            if error.wouldBlock {
                session.isDry = true
                copenssl_retry_read(bio)
            }
            return -1
        }
    }

    private static func write(_ bio: OpaquePointer?, _ source: UnsafePointer<CChar>?, _ count: Int32) -> Int32 {
        copenssl_clear_retry(bio)
        guard let session = session(bio) else { return -1 }
        do throws(SystemCall.Failure) {
            let octets = UnsafeRawBufferPointer(start: source, count: Int(max(count, 0)))
            return Int32(try session.sealed.send(octets, to: session.socket))
        } catch {
            if error.wouldBlock { copenssl_retry_write(bio) }
            return -1
        }
    }

    private static func control(_ bio: OpaquePointer?, _ command: Int32) -> Int {
        switch command {
        case BIO_CTRL_FLUSH: 1
        case BIO_CTRL_EOF: BIO_test_flags(bio, BIO_FLAGS_IN_EOF) != 0 ? 1 : 0
        default: 0
        }
    }
}
