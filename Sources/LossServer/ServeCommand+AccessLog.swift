import ArgumentParser
import Foundation
import HTTPTransport
import Logging

/// The log of requests, beside the program's own.
extension ServeCommand {
    func makeAccessLog(_ logger: Logger) throws -> AccessLog? {
        guard accessLog != "off" else { return nil }
        do throws(TransportError) {
            return try AccessLog(path: accessLog == "-" ? nil : accessLog) {
                logger.error("access log", metadata: ["reason": "\($0)"])
            }
        } catch {
            throw ExitCode(EX_CANTCREAT, saying: "--access-log: \(error)")
        }
    }

    /// Has the log go on in a new file on SIGHUP, as whoever rotates it asks for, as long as what is returned is kept.
    func watchHangUp(of log: AccessLog?) -> FileWatch? {
        guard let log, accessLog != "-" else { return nil }
        return FileWatch([]) { log.reopen() }
    }
}
