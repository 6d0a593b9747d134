/// Where a server's certificate lies and whom it lets in.
package struct TLSConfiguration: Sendable {
    package enum ClientCertificates: Sendable {
        /// A client may come without one; one that it has must be right.
        case optional
        case required
    }

    /// PEM: the server's certificate, then those between it and the root.
    package var certificateFile: String
    /// PEM, not encrypted.
    package var keyFile: String
    /// PEM: the authorities whose clients are let in; nil asks no client for a certificate.
    package var clientAuthorityFile: String?
    package var clientCertificates = ClientCertificates.required

    package init(certificateFile: String, keyFile: String) {
        self.certificateFile = certificateFile
        self.keyFile = keyFile
    }

    /// Every file that is read.
    package var files: [String] { [certificateFile, keyFile] + (clientAuthorityFile.map { [$0] } ?? []) }
}
