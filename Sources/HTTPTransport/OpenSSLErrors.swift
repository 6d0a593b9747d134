import COpenSSL

/// OpenSSL's queue of errors, one for each thread. It has to be empty before a call whose result is looked at: what an
/// earlier call left there would be taken for this one's.
enum OpenSSLErrors {
    @inline(__always)
    static func clear() { ERR_clear_error() }

    /// The first error's reason, and an empty queue.
    static func takeReason() -> String {
        let code = ERR_get_error()
        ERR_clear_error()
        guard code != 0 else { return "no reason given" }
        var text = [CChar](repeating: 0, count: 256)
        ERR_error_string_n(code, &text, text.count)
        let whole = String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        // error:05800074:x509 certificate routines::key values mismatch
        return whole.split(separator: ":").last.map(String.init) ?? whole
    }
}
