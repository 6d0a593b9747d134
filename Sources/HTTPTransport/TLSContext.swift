import COpenSSL

/// A certificate with its key and the rules for connections that show it: OpenSSL's `SSL_CTX`, made once and not changed
/// after. Connections keep the one that they began with.
///
/// TLS 1.2 and 1.3 with forward secrecy and authenticated encryption alone, as Mozilla's "intermediate" has it without
/// finite fields. Sessions are resumed with tickets, whose keys live as long as this does; not where clients show
/// certificates, so that each connection is held against the authorities of today.
///
/// `@unchecked Sendable`: OpenSSL locks what connections share of it.
final class TLSContext: @unchecked Sendable {
    private static let suites = """
        ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:\
        ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305
        """
    /// AES with 128 bits first: as much as anybody needs, in three quarters of the time.
    private static let newSuites = "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256"
    private static let groups = "X25519:P-256:P-384"
    /// Seconds in which a session may be resumed.
    private static let sessionTime = 3600
    /// Octets that one read takes from the socket: two records of a large body, while the next are on their way.
    private static let readSize = 34 << 10

    let pointer: OpaquePointer
    let asksForCertificates: Bool

    init(_ configuration: TLSConfiguration) throws(TransportError) {
        OpenSSLErrors.clear()
        guard let pointer = SSL_CTX_new(TLS_server_method()) else {
            throw .tls("OpenSSL cannot be used", reason: OpenSSLErrors.takeReason())
        }
        self.pointer = pointer
        asksForCertificates = configuration.clientAuthorityFile != nil
        try setRules()
        try load(configuration)
        try trust(configuration)
    }

    deinit { SSL_CTX_free(pointer) }

    private func setRules() throws(TransportError) {
        SSL_CTX_set_security_level(pointer, 2)
        guard copenssl_set_versions(pointer, TLS1_2_VERSION, TLS1_3_VERSION) == 1,
            SSL_CTX_set_cipher_list(pointer, Self.suites) == 1,
            SSL_CTX_set_ciphersuites(pointer, Self.newSuites) == 1, copenssl_set_groups(pointer, Self.groups) == 1
        else { throw .tls("this OpenSSL lacks what TLS takes here", reason: OpenSSLErrors.takeReason()) }
        SSL_CTX_set_options(pointer, copenssl_options)
        copenssl_set_mode(pointer, copenssl_mode)
        copenssl_set_read_ahead(pointer, 1)
        SSL_CTX_set_default_read_buffer_len(pointer, Self.readSize)
        SSL_CTX_set_alpn_select_cb(pointer, selectProtocol, nil)
        // A session of another server's, or of this one with other rules, is not taken for one of this context's.
        SSL_CTX_set_session_id_context(pointer, "softmax-loss", 12)
        SSL_CTX_set_timeout(pointer, Self.sessionTime)
        copenssl_set_session_cache_mode(pointer, Int(SSL_SESS_CACHE_OFF))
        if asksForCertificates {
            SSL_CTX_set_options(pointer, copenssl_no_ticket)
            SSL_CTX_set_num_tickets(pointer, 0)
        } else {
            SSL_CTX_set_num_tickets(pointer, 1)
        }
    }

    private func load(_ configuration: TLSConfiguration) throws(TransportError) {
        // Without this, an encrypted key would have OpenSSL ask whoever sits at the terminal.
        SSL_CTX_set_default_passwd_cb(pointer) { _, _, _, _ in -1 }
        guard SSL_CTX_use_certificate_chain_file(pointer, configuration.certificateFile) == 1 else {
            throw .tls("no certificate in \(configuration.certificateFile)", reason: OpenSSLErrors.takeReason())
        }
        guard SSL_CTX_use_PrivateKey_file(pointer, configuration.keyFile, SSL_FILETYPE_PEM) == 1 else {
            throw .tls("no usable key in \(configuration.keyFile)", reason: OpenSSLErrors.takeReason())
        }
        guard SSL_CTX_check_private_key(pointer) == 1 else {
            throw .tls(
                "\(configuration.keyFile) is not the key of \(configuration.certificateFile)",
                reason: OpenSSLErrors.takeReason())
        }
    }

    private func trust(_ configuration: TLSConfiguration) throws(TransportError) {
        guard let file = configuration.clientAuthorityFile else { return }
        guard SSL_CTX_load_verify_file(pointer, file) == 1, let names = SSL_load_client_CA_file(file) else {
            throw .tls("no authority in \(file)", reason: OpenSSLErrors.takeReason())
        }
        SSL_CTX_set_client_CA_list(pointer, names)
        let isRequired = configuration.clientCertificates == .required
        SSL_CTX_set_verify(
            pointer, SSL_VERIFY_PEER | (isRequired ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0), nil)
    }

    /// Until when the certificate is good, in words.
    var expiry: String {
        guard let certificate = SSL_CTX_get0_certificate(pointer) else { return "unknown" }
        return MemoryBIO.text { ASN1_TIME_print($0, X509_get0_notAfter(certificate)) } ?? "unknown"
    }
}

/// Takes HTTP/1.1, wherever in the client's list it is (RFC 7301). A client that lists other protocols alone is refused,
/// so that what is meant for them cannot be brought here.
private func selectProtocol(
    _ ssl: OpaquePointer?, _ selected: UnsafeMutablePointer<UnsafePointer<UInt8>?>?,
    _ selectedLength: UnsafeMutablePointer<UInt8>?, _ offered: UnsafePointer<UInt8>?, _ offeredLength: UInt32,
    _ argument: UnsafeMutableRawPointer?
) -> Int32 {
    let list = UnsafeBufferPointer(start: offered, count: Int(offeredLength))
    var start = 0
    while start < list.count {
        let end = start + 1 + Int(list[start])
        guard end <= list.count else { break }
        if list[(start + 1)..<end].elementsEqual("http/1.1".utf8) {
            selected?.pointee = offered.map { $0 + start + 1 }
            selectedLength?.pointee = list[start]
            return SSL_TLSEXT_ERR_OK
        }
        start = end
    }
    return SSL_TLSEXT_ERR_ALERT_FATAL
}
