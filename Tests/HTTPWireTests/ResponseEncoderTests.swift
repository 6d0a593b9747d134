import HTTPWire
import Testing

struct ResponseEncoderTests {
    private func head(
        _ response: HTTPResponse, _ content: ResponseEncoder.Content, _ persistence: ResponseEncoder.Persistence
    ) -> String {
        let output = ByteBuffer(capacity: ResponseEncoder.maximumSize(response))
        ResponseEncoder.encode(
            response, content, persistence, date: HTTPDate.format(unixSeconds: 784_111_777), into: output)
        return String(decoding: output.copy, as: UTF8.self)
    }

    private func request(_ line: String) throws -> RequestHead {
        var parser = RequestParser(limits: HTTPLimits())
        var consumed = 0
        let outcome = Array("GET / HTTP/1.1\r\nHost: h\r\n\(line)\r\n".utf8).withUnsafeBytes {
            parser.parse($0, consumed: &consumed)
        }
        guard case .complete(let head) = outcome else { throw HTTPFailure.unknownMethod }
        return head
    }

    @Test func sizedWithFields() {
        var response = HTTPResponse(.ok)
        response.fields.append("Content-Type", "text/plain")
        #expect(
            head(response, .sized(1234), .implied) == """
                HTTP/1.1 200 OK\r
                Date: Sun, 06 Nov 1994 08:49:37 GMT\r
                Content-Length: 1234\r
                Content-Type: text/plain\r
                \r

                """)
    }

    @Test(arguments: [
        (
            ResponseEncoder.Content.sized(0), ResponseEncoder.Persistence.keepAlive,
            "Content-Length: 0|Connection: keep-alive"
        ),
        (.forbidden, .implied, ""), (.forbidden, .close, "Connection: close"),
        (.sized(.max), .implied, "Content-Length: 9223372036854775807"),
    ])
    func framingAndConnection(
        _ content: ResponseEncoder.Content, _ persistence: ResponseEncoder.Persistence, _ lines: String
    ) {
        let text = head(HTTPResponse(.noContent), content, persistence)
        let found = text.split(separator: "\r\n").dropFirst(2).joined(separator: "|")
        #expect(found == lines)
        #expect(text.hasSuffix("\r\n\r\n"))
    }

    /// In the order in which they were added, but for type and timing; and in no more room than was said.
    @Test(arguments: [nil, "mine", String(repeating: "i", count: 128)] as [String?])
    func fieldsInOrder(sent: String?) throws {
        let identifier = try RequestIdentifier(of: request(sent.map { "X-Request-Id: \($0)\r\n" } ?? ""))
        #expect(identifier.text.utf8.count == sent?.utf8.count ?? 16 && identifier.text == sent ?? identifier.text)
        var response = HTTPResponse(.headerFieldsTooLarge)
        var timing = StepTiming()
        (timing.decode, timing.queue, timing.compute, timing.encode) = (.max, .max, .max, .max)
        response.fields.timing = timing
        response.fields.append("A", "1")
        response.fields.identifier = identifier
        response.fields.append("B", "2" as StaticString)
        response.fields.contentType = "text/plain"
        let text = head(response, .sized(.max), .keepAlive)
        let time = "dur=18446744073709.551"
        #expect(
            text.hasSuffix(
                """
                Connection: keep-alive\r
                Content-Type: text/plain\r
                A: 1\r
                X-Request-Id: \(identifier.text)\r
                B: 2\r
                Server-Timing: decode;\(time), queue;\(time), compute;\(time), encode;\(time)\r
                \r

                """))
        #expect(response.fields.first("x-request-id") == identifier.text && response.fields.first("b") == "2")
    }

    @Test func fieldsOfACopyAreItsOwn() {
        var first = HTTPResponse(.ok)
        first.fields.append("A", "1")
        var second = first
        second.fields.append("B", "2")
        first.fields.append("C", String(repeating: "3", count: 1000))
        #expect(first.fields.first("b") == nil && first.fields.first("c")?.utf8.count == 1000)
        #expect(second.fields.first("a") == "1" && second.fields.first("b") == "2" && second.fields.first("c") == nil)
        #expect(head(first, .sized(0), .implied).hasSuffix("A: 1\r\nC: \(String(repeating: "3", count: 1000))\r\n\r\n"))
    }

    @Test func noValueEndsItsLine() {
        var response = HTTPResponse(.ok)
        response.fields.append("X-Request-Id", "a\r\nSet-Cookie: b\0\u{7f}")
        #expect(response.fields.first("x-request-id") == "aSet-Cookie: b")
    }
}
