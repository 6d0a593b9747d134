import ArgumentParser
import HTTPTransport
import Logging

/// TLS, from the options to the files that are read again while the server runs.
extension ServeCommand {
    /// Whether a client has to have a certificate.
    enum ClientCertificates: String, ExpressibleByArgument, CaseIterable {
        case required, optional
    }

    func validateTLS() throws {
        guard (tlsCert == nil) == (tlsKey == nil) else {
            throw ValidationError("--tls-cert and --tls-key go together")
        }
        guard tlsClientCa == nil || tlsCert != nil else {
            throw ValidationError("--tls-client-ca takes --tls-cert and --tls-key")
        }
    }

    var tlsConfiguration: TLSConfiguration? {
        guard let tlsCert, let tlsKey else { return nil }
        var configuration = TLSConfiguration(certificateFile: tlsCert, keyFile: tlsKey)
        configuration.clientAuthorityFile = tlsClientCa
        configuration.clientCertificates = tlsClientAuth == .required ? .required : .optional
        return configuration
    }

    /// Reads the certificate anew when its files change, as long as what is returned is kept.
    func watchCertificate(of server: HTTPServer, _ logger: Logger) -> FileWatch? {
        guard let files = tlsConfiguration?.files else { return nil }
        return FileWatch(files) {
            do {
                try server.reloadTLS()
                logger.notice("certificate read again", metadata: Self.metadata(server))
            } catch {
                logger.error("certificate not read again; the one before is kept", metadata: ["reason": "\(error)"])
            }
        }
    }

    static func metadata(_ server: HTTPServer) -> Logger.Metadata {
        server.certificateExpiry.map { ["certificate until": "\($0)"] } ?? [:]
    }
}
