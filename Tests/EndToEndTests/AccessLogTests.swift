import Foundation
import TestSupport
import Testing

/// What a running server says of its requests.
struct AccessLogTests {
    private let directory: TemporaryDirectory
    private let loss = #"{"logits":[[1,2,3]],"labels":[2]}"#

    init() throws { directory = try TemporaryDirectory() }

    private var path: String { directory.path("access.log") }

    private var text: String { (try? String(contentsOfFile: path, encoding: .utf8)) ?? "" }

    /// `count` lines, once they are there. Of one connection they are in order.
    private func lines(_ count: Int) throws -> [[String: Any]] {
        _ = eventually { text.count { $0 == "\n" } >= count }
        let there = text
        try #require(there.count { $0 == "\n" } == count, "\(there)")
        return try there.split(separator: "\n").map { line in
            try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        }
    }

    @Test func aLineForEveryRequest() throws {
        let server = try ServerProcess(["--access-log", path])
        let client = try RawClient(port: server.port)
        let answer = try client.post(loss, fields: "X-Request-Id: mine-1\r\n")
        #expect(try client.exchange("GET /\"\\%0a?secret HTTP/1.1\r\nHost: a\r\n\r\n").status == 404)
        #expect(try client.exchange("BREW / HTTP/1.1\r\n\r\n").status >= 400)
        let cut = try RawClient(port: server.port)
        // With a request before it in the same octets, whose answer says that they have been read.
        let begun = "POST /v1/softmax-loss HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n[[1"
        #expect(try cut.exchange("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n" + begun).status == 200)
        let large =
            "{\"logits\":[[" + Array(repeating: "1.5", count: 20000).joined(separator: ",") + "]],\"labels\":[2]}"
        #expect(try RawClient(port: server.port).post(large).status == 200)

        let all = try lines(5)
        let identified = try #require(all.first { $0["id"] as? String == "mine-1" })
        let first = all.filter { $0["peer"] as? String == identified["peer"] as? String }
        try #require(first.count == 3)
        #expect(first[0]["method"] as? String == "POST" && first[0]["path"] as? String == "/v1/softmax-loss")
        #expect(first[0]["status"] as? Int == 200 && first[0]["id"] as? String == "mine-1")
        #expect(first[0]["received"] as? Int == loss.utf8.count)
        #expect(first[0]["sent"] as? Int == answer.head.utf8.count + answer.body.count)
        #expect((first[0]["peer"] as? String)?.hasPrefix("127.0.0.1:") == true)
        #expect((first[0]["ms"] as? Double ?? -1) >= 0 && (first[0]["time"] as? String)?.hasSuffix("Z") == true)
        #expect(first[0]["tls"] == nil && first[0]["token"] == nil && first[0]["cut"] == nil)
        #expect(first[1]["status"] as? Int == 404 && first[1]["path"] as? String == "/\"\\%0a")
        #expect(first[2]["path"] == nil && first[2]["method"] == nil)
        #expect(all.contains { $0["received"] as? Int == large.utf8.count && $0["status"] as? Int == 200 })
        #expect(all.contains { $0["path"] as? String == "/healthz" && $0["cut"] == nil })
        #expect(!text.contains("secret"))

        cut.reset()
        let last = try lines(6)[5]
        #expect(last["cut"] as? Bool == true && last["status"] == nil && last["received"] as? Int == 3)

        // Whoever rotates logs moves the file, then signals.
        #expect(rename(path, path + ".1") == 0)
        server.signal(SIGHUP)
        #expect(eventually { FileManager.default.fileExists(atPath: path) })
        #expect(try RawClient(port: server.port).get("/healthz").status == 200)
        #expect(try lines(1)[0]["path"] as? String == "/healthz")
        server.signal(SIGTERM)
        #expect(server.waitForExit() == 0)
    }

    @Test func saysWhoAsked() throws {
        let certificates = try TestCertificates.shared.get()
        let tokens = directory.path("tokens")
        try "alice:first-token\n".write(toFile: tokens, atomically: true, encoding: .utf8)
        let server = try ServerProcess([
            "--access-log", path, "--auth-token-file", tokens, "--tls-cert", certificates.server.certificate,
            "--tls-key",
            certificates.server.key, "--tls-client-ca", certificates.authority.certificate,
        ])
        let client = try certificates.client("logged-\(UUID().uuidString.prefix(8))")
        for (token, version) in [("first-token", "--tlsv1.3"), ("wrong-token", "--tlsv1.2")] {
            let maximum = version == "--tlsv1.2" ? "1.2" : "1.3"
            _ = try Command.run(
                "curl",
                [
                    "--silent", version, "--tls-max", maximum, "--cacert", certificates.authority.certificate, "--cert",
                    client.certificate, "--key", client.key, "--header", "Authorization: Bearer \(token)",
                    "https://localhost:\(server.port)/openapi.yaml",
                ])
        }
        let lines = try lines(2)
        let known = try #require(lines.first { $0["status"] as? Int == 200 })
        let unknown = try #require(lines.first { $0["status"] as? Int == 401 })
        let subject = known["subject"] as? String
        #expect(subject?.hasPrefix("CN=logged-") == true && subject?.hasSuffix(",O=trainers") == true)
        #expect(known["token"] as? String == "alice")
        #expect(known["tls"] as? String == "TLSv1.3" && known["cipher"] as? String == "TLS_AES_128_GCM_SHA256")
        #expect(unknown["token"] == nil && unknown["tls"] as? String == "TLSv1.2")
        #expect(unknown["subject"] as? String == subject && !text.contains("-token"))
    }

    @Test func saysThatItCannotBeWritten() throws {
        let result = try ServerProcess.run(["serve", "--port", "0", "--access-log", "/does/not/exist"])
        #expect(result.status == 73 && result.error.contains("/does/not/exist"), "\(result.error)")
    }
}
