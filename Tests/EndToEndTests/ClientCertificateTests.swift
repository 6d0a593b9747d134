import Foundation
import TestSupport
import Testing

/// Who is let in with which certificate.
struct ClientCertificateTests {
    private let certificates: TestCertificates

    init() throws { certificates = try TestCertificates.shared.get() }

    private func server(_ options: [String]) throws -> ServerProcess {
        try ServerProcess(
            [
                "--tls-cert", certificates.server.certificate, "--tls-key", certificates.server.key,
                "--tls-client-ca", certificates.authority.certificate,
            ] + options)
    }

    private func curl(
        _ server: ServerProcess, _ pair: TestCertificates.Pair?, _ version: String
    ) throws -> Command.Result {
        let certificate = pair.map { ["--cert", $0.certificate, "--key", $0.key] } ?? []
        return try Command.run(
            "curl",
            ["--silent", "--show-error", "--cacert", certificates.authority.certificate, version, "--tls-max"]
                + [version == "--tlsv1.2" ? "1.2" : "1.3"] + certificate
                + ["https://localhost:\(server.port)/healthz"])
    }

    @Test(arguments: ["--tlsv1.2", "--tlsv1.3"])
    func eachEndsAsItShould(version: String) throws {
        let server = try server([])
        let name = "right-\(UUID().uuidString.prefix(8))"
        let right = try curl(server, certificates.client(name), version)
        #expect(right.status == 0 && right.output.contains("ok"), "\(right.error)")

        let other = try TestCertificates()
        let wrong: [(pair: TestCertificates.Pair?, reason: String)] = [
            (nil, "alert"), (try other.client("of-another-authority"), "unknown ca"),
            (try certificates.client("expired-\(UUID().uuidString)", days: -1), "certificate expired"),
            (try certificates.selfSigned("self-\(UUID().uuidString)"), "unknown ca"),
        ]
        // 60: curl words some alerts of the server's as a failure to verify.
        for (pair, reason) in wrong {
            let result = try curl(server, pair, version)
            let isSaid = result.error.contains(reason) || result.status == 60
            #expect(result.status != 0 && isSaid, "\(reason): \(result.error)")
            #expect(!result.output.contains("ok"))
        }
        #expect(try curl(server, certificates.client("again-\(UUID().uuidString)"), version).status == 0)
    }

    @Test func theyMayBeLeftOutWhereTheyAreOptional() throws {
        let server = try server(["--tls-client-auth", "optional"])
        #expect(try curl(server, nil, "--tlsv1.3").status == 0)
        #expect(try curl(server, certificates.client("optional-\(UUID().uuidString)"), "--tlsv1.3").status == 0)
        #expect(try curl(server, certificates.selfSigned("bad-\(UUID().uuidString)"), "--tlsv1.3").status != 0)
    }
}
