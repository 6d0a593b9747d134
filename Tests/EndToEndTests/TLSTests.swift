import Foundation
import TestSupport
import Testing

/// HTTPS, as openssl and curl see it.
struct TLSTests {
    private let certificates: TestCertificates

    init() throws { certificates = try TestCertificates.shared.get() }

    private func server(_ options: [String] = []) throws -> ServerProcess {
        try ServerProcess(
            ["--tls-cert", certificates.server.certificate, "--tls-key", certificates.server.key] + options)
    }

    /// One GET by openssl, which prints what was agreed on and the answer.
    private func openssl(_ server: ServerProcess, _ options: [String] = []) throws -> String {
        let result = try Command.run(
            "openssl",
            // The server ends it, and not the input, which may end before the handshake has.
            [
                "s_client", "-ign_eof", "-connect", "127.0.0.1:\(server.port)", "-CAfile",
                certificates.authority.certificate,
            ]
                + options, input: "GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        return result.output + result.error
    }

    private func curl(_ server: ServerProcess, _ options: [String]) throws -> Command.Result {
        try Command.run(
            "curl",
            ["--silent", "--show-error", "--cacert", certificates.authority.certificate] + options
                + ["https://localhost:\(server.port)/healthz"])
    }

    @Test(arguments: [
        ("-tls1_3", "TLSv1.3"), ("-tls1_2", "ECDHE-ECDSA-AES128-GCM-SHA256"),
    ])
    func answersBothVersionsWithAGoodCertificate(option: String, said: String) throws {
        let output = try openssl(server(), [option, "-alpn", "h2,http/1.1"])
        #expect(output.contains(said) && output.contains("Verify return code: 0 (ok)"), "\(output)")
        #expect(output.contains("ALPN protocol: http/1.1") && output.contains("HTTP/1.1 200 OK"))
    }

    @Test(arguments: [
        ["-tls1_1", "-cipher", "ALL:@SECLEVEL=0"], ["-tls1_2", "-cipher", "AES128-SHA"],
        ["-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-SHA256"], ["-alpn", "h2"],
    ])
    func refusesWhatIsNotModern(options: [String]) throws {
        let output = try openssl(server(), options)
        #expect(!output.contains("HTTP/1.1 200") && output.contains("alert"), "\(output)")
    }

    @Test(arguments: ["-tls1_2", "-tls1_3"])
    func sessionsAreResumed(version: String) throws {
        let server = try server()
        let file = certificates.directory.path("session-\(UUID().uuidString)")
        #expect(try openssl(server, [version, "-sess_out", file]).contains("New, TLSv1"))
        let output = try openssl(server, [version, "-sess_in", file])
        #expect(output.contains("Reused, TLSv1") && output.contains("HTTP/1.1 200 OK"), "\(output)")
    }

    @Test func httpOnItsPortIsToldSo() throws {
        let server = try server()
        for request in ["GET / HTTP/1.1\r\nHost: a\r\n\r\n", "OPTIONS * HTTP/1.1\r\n", "P"] {
            let client = try RawClient(port: server.port)
            let response = try client.exchange(request)
            #expect(response.status == 400 && response.text.contains("https://"))
            #expect(response.field("connection") == "close")
            #expect(try client.readToEnd() == "")
        }
        #expect(try RawClient(port: server.port, over: .tls13).get("/healthz").status == 200)
    }

    /// What the other tests send over plain connections.
    @Test(arguments: [Wire.tls12, .tls13])
    func badInputHasItsStatusOverTLSToo(wire: Wire) throws {
        let server = try server(["--max-body-bytes", "1MiB"])
        let client = try RawClient(port: server.port, over: wire)
        #expect(try client.post(#"{"logits":[[1,2"#).status == 400)
        #expect(try client.post(#"{"logits":[[1,2]],"labels":[2]}"#).status == 422)
        #expect(try client.post(#"{"logits":[[1,2]],"labels":[1]}"#).status == 200)
        #expect(try client.post(String(repeating: " ", count: 1 << 20) + " ").status == 413)
    }

    /// The begin of a ClientHello.
    private static let halfAHello: [UInt8] = [0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3]

    /// 200 connections that say nothing or stop in the midst.
    private func stalled(_ server: ServerProcess) throws -> [RawClient] {
        try (0..<200).map { index in
            let client = try RawClient(port: server.port)
            if index % 2 == 0 { try client.send(Self.halfAHello) }
            return client
        }
    }

    @Test func stalledHandshakesHarmNobodyElse() throws {
        let server = try server(["--max-handshakes", "64"])
        let stalled = try stalled(server)
        for _ in 0..<20 {
            #expect(try RawClient(port: server.port, over: .tls13).get("/healthz").status == 200)
        }
        for client in stalled { client.close() }
        #expect(try RawClient(port: server.port, over: .tls12).get("/healthz").status == 200)
    }

    /// Those that stall, and octets that are none: the server ends them all.
    @Test func brokenHandshakesEnd() throws {
        let server = try server(["--handshake-timeout", "1s", "--max-handshakes", "64"])
        let stalled = try stalled(server)
        for garbage in [
            [UInt8](repeating: 0, count: 100), [0x16, 3, 1, 0xff, 0xff] + Self.halfAHello, Array("\u{16}{}".utf8),
        ] {
            let client = try RawClient(port: server.port)
            try client.send(garbage)
            #expect(isEnded(client))
        }
        for client in stalled { #expect(isEnded(client)) }
        #expect(server.isRunning)
    }

    /// Whether the connection ends, well or not, while somebody waits for it.
    private func isEnded(_ client: RawClient) -> Bool {
        do {
            _ = try client.readToEnd()
            return true
        } catch RawClient.Failure.timeout {
            return false
        } catch {
            return true
        }
    }

    @Test func anotherCertificateIsTakenWithoutAConnectionNoticing() throws {
        let directory = certificates.directory.url.appending(path: "mount-\(UUID().uuidString)")
        // As Kubernetes mounts a secret: the files are links into `..data`, which is a link that is swapped.
        let (old, new) = (directory.appending(path: "..1"), directory.appending(path: "..2"))
        let manager = FileManager.default
        let next = try certificates.anotherServer("next-\(UUID().uuidString)")
        for (place, pair) in [(old, certificates.server), (new, next)] {
            try manager.createDirectory(at: place, withIntermediateDirectories: true)
            try manager.copyItem(atPath: pair.certificate, toPath: place.appending(path: "tls.crt").path)
            try manager.copyItem(atPath: pair.key, toPath: place.appending(path: "tls.key").path)
        }
        let data = directory.appending(path: "..data")
        try manager.createSymbolicLink(atPath: data.path, withDestinationPath: "..1")
        let (certificate, key) = (data.appending(path: "tls.crt").path, data.appending(path: "tls.key").path)
        let server = try ServerProcess([
            "--tls-cert", certificate, "--tls-key", key, "--log-level", "notice",
        ])
        let connection = try RawClient(port: server.port, over: .tls13)
        #expect(try connection.get("/healthz").status == 200)
        let before = try shown(server)

        try manager.createSymbolicLink(atPath: data.path + ".tmp", withDestinationPath: "..2")
        #expect(rename(data.path + ".tmp", data.path) == 0)
        #expect(try eventually { try shown(server) != before })
        let after = try shown(server)
        #expect(try connection.get("/healthz").status == 200)

        // A bad one is not taken, and the log says why.
        try Data("no certificate".utf8).write(to: new.appending(path: "tls.crt"))
        server.signal(SIGHUP)
        #expect(eventually { server.log.contains("no certificate in \(certificate)") })
        #expect(try shown(server) == after)
        #expect(try connection.get("/healthz").status == 200)
    }

    /// The serial number of the certificate that new connections see.
    private func shown(_ server: ServerProcess) throws -> String {
        let output = try openssl(server)
        let start = try #require(output.range(of: "-----BEGIN CERTIFICATE-----"), "\(output)")
        let end = try #require(output.range(of: "-----END CERTIFICATE-----"), "\(output)")
        return String(output[start.lowerBound..<end.upperBound])
    }

    @Test(arguments: [
        (["--tls-cert", "/does/not/exist"], Int32(64), "--tls-key"),
        (["--tls-cert", "/does/not/exist", "--tls-key", "/does/not/exist"], 78, "/does/not/exist"),
        (["--tls-client-ca", "/does/not/exist"], 64, "--tls-cert"),
    ])
    func saysWhatIsWrongWithItsFiles(options: [String], status: Int32, part: String) throws {
        let result = try ServerProcess.run(["serve", "--port", "0"] + options)
        #expect(result.status == status && result.error.contains(part), "\(result.error)")
    }

    @Test func aKeyThatIsNotTheCertificatesOrIsEncrypted() throws {
        let encrypted = certificates.directory.path("encrypted-\(UUID().uuidString)")
        try TestCertificates.openssl([
            "pkey", "-in", certificates.server.key, "-aes256", "-passout", "pass:secret", "-out", encrypted,
        ])
        for (key, part) in [(certificates.authority.key, "mismatch"), (encrypted, "no usable key")] {
            let result = try ServerProcess.run([
                "serve", "--port", "0", "--tls-cert", certificates.server.certificate, "--tls-key", key,
            ])
            #expect(result.status == 78 && result.error.contains(part), "\(result.error)")
        }
    }

    @Test func curlSpeaksToIt() throws {
        let server = try server()
        let result = try curl(server, [])
        #expect(result.status == 0 && result.output == "{\"status\":\"ok\"}\n", "\(result.error)")
        // Without the authority it is not trusted.
        #expect(try Command.run("curl", ["--silent", "https://localhost:\(server.port)/healthz"]).status == 60)
    }
}
