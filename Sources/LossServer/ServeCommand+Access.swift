import ArgumentParser
import Foundation
import Logging
import LossService

/// Bearer tokens, from a file that is read again while the server runs. They are no options of their own: the command line
/// of a process is there for everybody to see.
extension ServeCommand {
    /// Whether liveness and readiness are told without a token.
    enum HealthAccess: String, ExpressibleByArgument, CaseIterable {
        case open, closed
    }

    func makeAccess() throws -> Access? {
        guard let authTokenFile else { return nil }
        do {
            let tokens = try AccessTokens(Self.text(authTokenFile))
            return Access(tokens: tokens, healthIsOpen: authHealth == .open)
        } catch {
            throw ExitCode(EX_CONFIG, saying: "\(authTokenFile): \(Self.reason(error))")
        }
    }

    /// Reads the tokens anew when their file changes, as long as what is returned is kept.
    func watchTokens(of access: Access?, _ logger: Logger) -> FileWatch? {
        guard let authTokenFile, let access else { return nil }
        return FileWatch([authTokenFile]) {
            do {
                try access.tokens.replace(by: Self.text(authTokenFile))
                logger.notice("tokens read again", metadata: ["tokens": "\(access.tokens.count)"])
            } catch {
                logger.error(
                    "tokens not read again; those of before are kept",
                    metadata: ["file": "\(authTokenFile)", "reason": "\(Self.reason(error))"])
            }
        }
    }

    private static func text(_ file: String) throws -> String { try String(contentsOfFile: file, encoding: .utf8) }

    private static func reason(_ error: any Error) -> String {
        (error as? AccessTokenError)?.description ?? error.localizedDescription
    }
}
