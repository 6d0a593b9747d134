import Foundation
import HTTPWire
import Testing

@testable import HTTPTransport

struct AccessRecordTests {
    private func line(_ change: (inout AccessRecord) -> Void = { _ in }, path: String? = "/v1", isCut: Bool = false)
        -> String
    {
        var record = AccessRecord(
            time: (951_782_399, 7_999_999), start: MonotonicInstant(nanoseconds: 1_000_000), peer: "127.0.0.1:5",
            tls: TLSFacts(version: "TLSv1.3", cipher: "TLS_AES_128_GCM_SHA256", subject: "CN=a\"b,O=é"), method: .post,
            path: path, client: "alice")
        change(&record)
        var text: [UInt8] = []
        record.appendLine(to: &text, end: MonotonicInstant(nanoseconds: 13_045_999), isCut: isCut)
        return String(decoding: text, as: UTF8.self)
    }

    @Test func saysEverything() {
        let whole = line { record in
            record.status = 200
            record.identifier = "id-1"
            (record.received, record.sent) = (12, 345)
        }
        #expect(
            whole == """
                {"time":"2000-02-28T23:59:59.007Z","peer":"127.0.0.1:5","method":"POST","path":"/v1","status":200,\
                "received":12,"sent":345,"ms":12.045,"id":"id-1","token":"alice","tls":"TLSv1.3",\
                "cipher":"TLS_AES_128_GCM_SHA256","subject":"CN=a\\"b,O=\\u00e9"}

                """)
        #expect(line(isCut: true).contains(#""ms":12.045,"cut":true,"token""#))
    }

    /// Whatever a client sends stays one line of printable ASCII, and comes out of it as it went in.
    @Test(arguments: [
        "/\",\"status\":200,\"x\":\"", "/\\", "/\n{\"time\":\"\"}", "/\r\u{1b}[2J\u{7f}\u{0}",
        "/é\u{2028}\u{85}😀\u{202e}", "",
    ])
    func nothingEscapes(path: String) throws {
        let text = line(path: path)
        #expect(text.utf8.dropLast().allSatisfy { (0x20...0x7e).contains($0) } && text.hasSuffix("}\n"))
        let object = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        #expect(object?["path"] as? String == path && object?["status"] == nil)
    }

    @Test func longPathsAreCut() throws {
        let limit = AccessRecord.pathLimit
        #expect(
            line(path: String(repeating: "a", count: limit)).contains("\"\(String(repeating: "a", count: limit))\""))
        #expect(
            line(path: String(repeating: "b", count: limit + 1)).contains(
                "\"\(String(repeating: "b", count: limit))...\""))
        #expect(line(path: String(repeating: "é", count: 4000)).utf8.count < 7 * limit)
    }
}
