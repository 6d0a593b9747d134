import HTTPWire
import Testing

/// Chunked content, whole and octet by octet (RFC 9112 §7.1).
struct ChunkedDecoderTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let raw: String
        /// The content, or the status that it is refused with.
        let content: String?
        let status: Int

        init(_ raw: String, _ content: String) {
            (self.raw, self.content, status) = (raw, content, 200)
        }

        init(_ raw: String, status: Int = 400) {
            (self.raw, content, self.status) = (raw, nil, status)
        }

        var testDescription: String { raw.debugDescription }
    }

    static let cases: [Case] = [
        Case("0\r\n\r\n", ""), Case("000\r\n\r\n", ""), Case("5\r\nhello\r\n0\r\n\r\n", "hello"),
        Case("1\r\na\r\n2\r\nbc\r\n0\r\n\r\n", "abc"), Case("A\r\n0123456789\r\n0\r\n\r\n", "0123456789"),
        Case("a\r\n0123456789\r\n0\r\n\r\n", "0123456789"), Case("0000000000000001\r\na\r\n0\r\n\r\n", "a"),
        Case("2\r\n\r\n\r\n0\r\n\r\n", "\r\n"),
        Case("1;a\r\nx\r\n0\r\n\r\n", "x"), Case("1;a=b\r\nx\r\n0;c=d\r\n\r\n", "x"),
        Case("1 ; a = b ; c\r\nx\r\n0\r\n\r\n", "x"), Case("1\t;\ta\t=\tb\t;c\r\nx\r\n0\r\n\r\n", "x"),
        Case("1;a=\"b;c\\\"\\\r\nx\r\n0\r\n\r\n", status: 400), Case("1;a=\"b;c\\\"d\"\r\nx\r\n0\r\n\r\n", "x"),
        Case("1;a=\"\";b\r\nx\r\n0\r\n\r\n", "x"),
        Case("0\r\nX: a\r\n\r\n", ""), Case("0\r\nX: a\r\nY:\tb \r\n\r\n", ""),
        Case("0\r\nContent-Length: 5\r\n\r\n", ""),
        Case("\r\n"), Case(" 1\r\na\r\n0\r\n\r\n"), Case("1 \r\na\r\n0\r\n\r\n"), Case("0x1\r\na\r\n0\r\n\r\n"),
        Case("+1\r\na\r\n0\r\n\r\n"), Case("-1\r\na\r\n0\r\n\r\n"), Case("g\r\n"), Case(";a\r\n"),
        Case("1_0\r\n"), Case("1\na\n0\n\n"), Case("1\r\na\n0\r\n\r\n"), Case("1\ra"), Case("1\r\r\na"),
        Case("1\r\nab\r\n0\r\n\r\n"), Case("1\r\na0\r\n\r\n"), Case("2\r\na\r\n0\r\n\r\n"),
        Case("1\r\na\r\n\r\n"), Case("1\r\na\r\n0\r\n\n"), Case("0\r\n\rX"), Case("00000000000000001\r\n"),
        Case("1;\r\na\r\n0\r\n\r\n"), Case("1;;a\r\n"), Case("1;a=\r\n"), Case("1;=b\r\n"), Case("1;a=b c\r\n"),
        Case("1;a b\r\n"), Case("1;a \r\n"), Case("1;a=\"b\r\n"), Case("1;a=\"b\"c\r\n"), Case("1;a=\"\0\"\r\n"),
        Case("1;a\n\r\n"), Case("1 a\r\n"), Case("1;a=b;\r\n"), Case("1;a=(\r\n"), Case("1; a=b \r\n"),
        Case("0\r\nX : a\r\n\r\n"), Case("0\r\n X: a\r\n\r\n"), Case("0\r\nX: a\r\n b\r\n\r\n"),
        Case("0\r\n: a\r\n\r\n"), Case("0\r\nX\r\n\r\n"), Case("0\r\nX: a\n\r\n"), Case("0\r\nX: \0\r\n\r\n"),
        Case("0\r\nX: a\r\r\n\r\n"), Case("0\r\nGET / HTTP/1.1\r\n\r\n"),
        Case("fffffffffffffff\r\n", status: 413), Case("7fffffffffffffff\r\n", status: 413),
        Case("8000000000000000\r\n", status: 413), Case("ffffffffffffffff\r\n", status: 413),
    ]

    private func decode(_ pieces: [[UInt8]], _ limits: HTTPLimits = HTTPLimits()) throws -> (String, Int)? {
        var decoder = ChunkedDecoder(limits: limits)
        var content: [UInt8] = []
        var taken = 0
        for piece in pieces {
            var index = 0
            let isEnd = try piece.withUnsafeBytes { octets in
                while true {
                    switch try decoder.step(octets, from: &index) {
                    case .incomplete: return false
                    case .data(let range): content += octets[range]
                    case .end: return true
                    }
                }
            }
            taken += index
            if isEnd { return (String(decoding: content, as: UTF8.self), taken) }
        }
        return nil
    }

    private func status(_ pieces: [[UInt8]], _ limits: HTTPLimits = HTTPLimits()) -> Int? {
        do {
            return try decode(pieces, limits) == nil ? nil : 200
        } catch {
            return (error as? HTTPFailure)?.status.code
        }
    }

    @Test(arguments: cases)
    func wholeAndOctetByOctet(_ test: Case) throws {
        for pieces in [[Array(test.raw.utf8)], test.raw.utf8.map { [$0] }] {
            if let content = test.content {
                let (decoded, taken) = try #require(try decode(pieces))
                #expect(decoded == content)
                #expect(taken == test.raw.utf8.count)
            } else {
                #expect(status(pieces) == test.status)
            }
        }
    }

    @Test func takesNothingBehindTheEnd() throws {
        let (_, taken) = try #require(try decode([Array("1\r\na\r\n0\r\n\r\nGET /".utf8)]))
        #expect(taken == 11)
    }

    @Test func bodyAtItsLimit() {
        var limits = HTTPLimits()
        limits.maxBodyBytes = 4
        #expect(status([Array("1\r\na\r\n2\r\nbc\r\n0\r\n\r\n".utf8)], limits) == 200)
        #expect(status([Array("1\r\na\r\n3\r\nbcd\r\n0\r\n\r\n".utf8)], limits) == 200)
        #expect(status([Array("1\r\na\r\n4\r\n".utf8)], limits) == 413)
        #expect(status([Array("5\r\n".utf8)], limits) == 413)
    }

    @Test func extensionsAtTheirLimit() {
        var limits = HTTPLimits()
        limits.maxChunkExtensionBytes = 10
        func raw(_ count: Int) -> [UInt8] {
            // The octets behind each `;`, the line's CR included, over all chunks.
            Array("1;abc\r\nx\r\n0;\(String(repeating: "a", count: count - 5))\r\n\r\n".utf8)
        }
        #expect(status([raw(9)], limits) == 200)
        #expect(status([raw(10)], limits) == 200)
        #expect(status([raw(11)], limits) == 400)
    }

    @Test func trailersAtTheirLimits() {
        var limits = HTTPLimits()
        limits.maxHeaderFields = 2
        func fields(_ count: Int) -> [UInt8] {
            Array(("0\r\n" + String(repeating: "X: a\r\n", count: count) + "\r\n").utf8)
        }
        #expect(status([fields(2)], limits) == 200)
        #expect(status([fields(3)], limits) == 431)
        limits.maxHeaderBytes = 14
        #expect(status([fields(2)], limits) == 200)
        limits.maxHeaderBytes = 13
        #expect(status([fields(2)], limits) == 431)
    }
}
