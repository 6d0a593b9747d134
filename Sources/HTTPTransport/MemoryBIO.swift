import COpenSSL

/// What OpenSSL prints, as text.
enum MemoryBIO {
    /// What `body` prints; nil where it fails, which it says by a result of 0 or less.
    static func text(_ body: (OpaquePointer) -> Int32) -> String? {
        guard let bio = BIO_new(BIO_s_mem()) else { return nil }
        defer { BIO_free(bio) }
        guard body(bio) > 0 else { return nil }
        var start: UnsafeMutablePointer<CChar>?
        let count = copenssl_memory(bio, &start)
        guard let start, count >= 0 else { return nil }
        return String(decoding: UnsafeRawBufferPointer(start: start, count: count), as: UTF8.self)
    }
}
