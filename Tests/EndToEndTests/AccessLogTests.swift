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

    /// The first `count` lines, once they are there.
    private func lines(_ count: Int) throws -> [[String: Any]] {
        _ = eventually { text.split(separator: "\n").count >= count }
        let lines = text.split(separator: "\n")
        try #require(lines.count == count, "\(text)")
        return try lines.map { line in
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
        try cut.send("POST /v1/softmax-loss HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n[[1")
        let large =
            "{\"logits\":[[" + Array(repeating: "1.5", count: 20000).joined(separator: ",") + "]],\"labels\":[2]}"
        #expect(try RawClient(port: server.port).post(large).status == 200)

        let first = try lines(4)
        #expect(first[0]["method"] as? String == "POST" && first[0]["path"] as? String == "/v1/softmax-loss")
        #expect(first[0]["status"] as? Int == 200 && first[0]["id"] as? String == "mine-1")
        #expect(first[0]["received"] as? Int == loss.utf8.count)
        #expect(first[0]["sent"] as? Int == answer.head.utf8.count + answer.body.count)
        #expect((first[0]["peer"] as? String)?.hasPrefix("127.0.0.1:") == true)
        #expect((first[0]["ms"] as? Double ?? -1) >= 0 && (first[0]["time"] as? String)?.hasSuffix("Z") == true)
        #expect(first[0]["tls"] == nil && first[0]["token"] == nil && first[0]["cut"] == nil)
        #expect(first[1]["status"] as? Int == 404 && first[1]["path"] as? String == "/\"\\%0a")
        #expect(first[2]["path"] == nil && first[2]["method"] == nil)
        #expect(first[3]["received"] as? Int == large.utf8.count)
        #expect(!text.contains("secret"))

        cut.reset()
        let last = try lines(5)[4]
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
        let subject = lines[0]["subject"] as? String
        #expect(subject?.hasPrefix("CN=logged-") == true && subject?.hasSuffix(",O=trainers") == true)
        #expect(lines[0]["status"] as? Int == 200 && lines[0]["token"] as? String == "alice")
        #expect(lines[0]["tls"] as? String == "TLSv1.3" && lines[0]["cipher"] as? String == "TLS_AES_128_GCM_SHA256")
        #expect(
            lines[1]["status"] as? Int == 401 && lines[1]["token"] == nil && lines[1]["tls"] as? String == "TLSv1.2")
        #expect(lines[1]["subject"] as? String == subject && !text.contains("-token"))
    }

    @Test func saysThatItCannotBeWritten() throws {
        let result = try ServerProcess.run(["serve", "--port", "0", "--access-log", "/does/not/exist"])
        #expect(result.status == 73 && result.error.contains("/does/not/exist"), "\(result.error)")
    }
}
