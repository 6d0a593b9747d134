import COpenSSL
import Foundation

/// A client's side of TLS on a connected socket that does not block, as far as `RawClient` needs it. Every certificate of
/// the server's is taken; whether it is the right one is asked with openssl and curl.
final class TLSClient {
    enum Outcome {
        case moved(Int)
        case ended
        /// Of `poll`.
        case wants(Int16)
        case failed(String)
    }

    private let ssl: OpaquePointer?

    init(socket: Int32, version: Int32) {
        // OpenSSL writes to sockets that the server has closed.
        signal(SIGPIPE, SIG_IGN)
        let context = SSL_CTX_new(TLS_client_method())
        _ = copenssl_set_versions(context, version, version)
        SSL_CTX_set_options(context, copenssl_options)
        ssl = SSL_new(context)
        SSL_CTX_free(context)
        SSL_set_fd(ssl, socket)
        SSL_set_connect_state(ssl)
        copenssl_set_connection_mode(ssl, copenssl_mode)
    }

    deinit { SSL_free(ssl) }

    func write(_ octets: UnsafeRawBufferPointer) -> Outcome {
        ERR_clear_error()
        var count = 0
        let result = SSL_write_ex(ssl, octets.baseAddress, octets.count, &count)
        return result == 1 ? .moved(count) : outcome(result)
    }

    func read(_ free: UnsafeMutableRawBufferPointer) -> Outcome {
        ERR_clear_error()
        var count = 0
        let result = SSL_read_ex(ssl, free.baseAddress, free.count, &count)
        return result == 1 ? .moved(count) : outcome(result)
    }

    func endOutput() {
        ERR_clear_error()
        SSL_shutdown(ssl)
    }

    private func outcome(_ result: Int32) -> Outcome {
        switch SSL_get_error(ssl, result) {
        case SSL_ERROR_WANT_READ: return .wants(Int16(POLLIN))
        case SSL_ERROR_WANT_WRITE: return .wants(Int16(POLLOUT))
        case SSL_ERROR_ZERO_RETURN: return .ended
        default:
            let code = ERR_get_error()
            let reason = ERR_reason_error_string(code).map { String(cString: $0) }
            return .failed(reason ?? String(cString: strerror(errno)))
        }
    }
}
