import Foundation
import TestSupport
import Testing

/// Bearer tokens on a running server.
struct TokenTests {
    private let directory: TemporaryDirectory

    private var file: String { directory.path("tokens") }

    init() throws {
        directory = try TemporaryDirectory()
        try Data("# trainers\nalice:first-token\nbob:second-token\n".utf8).write(to: URL(fileURLWithPath: file))
    }

    private func status(_ client: RawClient, _ target: String, _ fields: String = "") throws -> RawResponse {
        try client.exchange("GET \(target) HTTP/1.1\r\nHost: a\r\n\(fields)\r\n")
    }

    @Test func whoHasNoneGets401AndNothingElse() throws {
        let server = try ServerProcess(["--auth-token-file", file, "--log-level", "trace"])
        let client = try RawClient(port: server.port)
        let loss = #"{"logits":[[1,2,3]],"labels":[2]}"#
        for fields in [
            "", "Authorization: Basic YWxpY2U6Zmlyc3QtdG9rZW4=\r\n", "Authorization: Bearer wrong-token\r\n",
            "Authorization: Bearer first-toke\r\n", "Authorization: Bearer first-token2\r\n",
            "Authorization: Bearer first-token\r\nAuthorization: Bearer first-token\r\n",
        ] {
            for response in [
                try client.post(loss, fields: fields), try status(client, "/openapi.yaml", fields),
                try status(client, "/nothing", fields),
            ] {
                #expect(response.status == 401 && response.field("content-type") == "application/problem+json")
                let challenge = try #require(response.field("www-authenticate"))
                #expect(challenge.hasPrefix("Bearer realm="))
                #expect(challenge.contains("invalid_token") == fields.contains("Bearer"))
                #expect(!response.text.contains("-token"))
            }
        }
        for token in ["first-token", "second-token"] {
            #expect(try client.post(loss, fields: "Authorization: Bearer \(token)\r\n").status == 200)
            #expect(try status(client, "/nothing", "authorization: bearer \(token)\r\n").status == 404)
        }
        #expect(try status(client, "/healthz").status == 200)
        #expect(!server.log.contains("-token"))
        let listed = try Command.run("ps", ["-o", "args=", "-p", "\(server.processIdentifier)"])
        #expect(!listed.output.contains("-token\n") && !listed.output.contains("first-token"))
    }

    @Test func healthMayBeClosed() throws {
        let server = try ServerProcess(["--auth-token-file", file, "--auth-health", "closed"])
        let client = try RawClient(port: server.port)
        #expect(try status(client, "/healthz").status == 401)
        #expect(try status(client, "/readyz", "Authorization: Bearer first-token\r\n").status == 200)
    }

    @Test func anotherFileIsTakenAndABadOneIsNot() throws {
        let server = try ServerProcess(["--auth-token-file", file, "--log-level", "notice"])
        let client = try RawClient(port: server.port)
        let (old, new) = ("Authorization: Bearer first-token\r\n", "Authorization: Bearer third-token\r\n")
        #expect(try status(client, "/openapi.json", old).status == 200)
        try Data("alice:third-token\n".utf8).write(to: URL(fileURLWithPath: file))
        #expect(try eventually { try status(client, "/openapi.json", new).status == 200 })
        #expect(try status(client, "/openapi.json", old).status == 401)
        try Data("alice third-token\n".utf8).write(to: URL(fileURLWithPath: file))
        server.signal(SIGHUP)
        #expect(eventually { server.log.contains("line 1: it is not name:token") })
        #expect(try status(client, "/openapi.json", new).status == 200)
        #expect(!server.log.contains("-token"))
    }

    @Test(arguments: [("", "no token"), ("alice first-token", "line 1"), ("a:b\nc:\u{1}", "line 2")])
    func saysWhatIsWrongWithItsFile(text: String, part: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: file))
        let result = try ServerProcess.run(["serve", "--port", "0", "--auth-token-file", file])
        #expect(result.status == 78 && result.error.contains(part) && !result.error.contains("first-token"))
    }
}
