import HTTPWire
import Testing

/// The table of heads, each read whole, octet by octet, and behind a good request; and the limits at ±1.
struct RequestParserTests {
    private static let good = Array(
        "POST /g?h HTTP/1.1\r\nHost: g\r\nExpect: 100-continue\r\nConnection: x\r\n\r\n".utf8)

    /// Feeds `pieces` until the parser says something else than that it wants more.
    private func parse(_ pieces: [[UInt8]], limits: HTTPLimits = HTTPLimits()) -> RequestParser.Outcome {
        var parser = RequestParser(limits: limits)
        return parse(pieces, with: &parser)
    }

    private func parse(_ pieces: [[UInt8]], with parser: inout RequestParser) -> RequestParser.Outcome {
        for piece in pieces {
            var consumed = 0
            let outcome = piece.withUnsafeBytes { parser.parse($0, consumed: &consumed) }
            if case .incomplete = outcome {
                #expect(consumed == piece.count)
                continue
            }
            return outcome
        }
        return .incomplete
    }

    private func check(_ outcome: RequestParser.Outcome, _ test: HeadCase) {
        switch outcome {
        case .incomplete: Issue.record("no end was found")
        case .complete(let head):
            #expect(
                test.expected
                    == .accepted(
                        head.path, query: head.query, framing: head.framing, keepsAlive: head.keepsAlive,
                        expectsContinue: head.expectsContinue))
            #expect(test.raw.contains(head.method.rawValue))
        case .refused(let failure, _), .failed(let failure):
            #expect(test.expected == .status(failure.status.code), "\(failure)")
        }
    }

    @Test func theTableIsLongEnough() { #expect(HeadCase.all.count >= 150) }

    @Test(arguments: HeadCase.all)
    func whole(_ test: HeadCase) { check(parse([test.octets]), test) }

    @Test(arguments: HeadCase.all)
    func octetByOctet(_ test: HeadCase) { check(parse(test.octets.map { [$0] }), test) }

    @Test(arguments: HeadCase.all)
    func behindAGoodOne(_ test: HeadCase) throws {
        var parser = RequestParser(limits: HTTPLimits())
        let both = Self.good + test.octets
        var consumed = 0
        let first = both.withUnsafeBytes { parser.parse($0, consumed: &consumed) }
        guard case .complete(let head) = first else { throw Unexpected(first) }
        #expect(head.path == "/g" && head.query == "h" && head.expectsContinue)
        #expect(consumed == Self.good.count)
        check(parse([Array(both[consumed...])], with: &parser), test)
    }

    @Test(arguments: HeadCase.all)
    func inTwoPiecesCutAnywhere(_ test: HeadCase) {
        let octets = test.octets
        for cut in 1..<octets.count { check(parse([Array(octets[..<cut]), Array(octets[cut...])]), test) }
    }

    @Test func consumesTheHeadAndNoMore() throws {
        let head = Array("GET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8)
        for cut in 1..<head.count {
            var parser = RequestParser(limits: HTTPLimits())
            var consumed = 0
            _ = head[..<cut].withUnsafeBytes { parser.parse($0, consumed: &consumed) }
            #expect(consumed == cut)
            let outcome = (head[cut...] + Array("body".utf8)).withUnsafeBytes { parser.parse($0, consumed: &consumed) }
            guard case .complete = outcome else { throw Unexpected(outcome) }
            #expect(consumed == head.count - cut)
        }
    }

    @Test func fieldsAreKeptInOrderWithTheirValuesTrimmed() throws {
        let raw = "GET / HTTP/1.1\r\nHost: a\r\nX-A:  1 \t\r\nx-b:\r\nX-a: 2\r\n\r\n"
        let outcome = parse([Array(raw.utf8)])
        guard case .complete(let head) = outcome else { throw Unexpected(outcome) }
        #expect(head.fields.count == 4)
        #expect(head.fields.map(\.name) == ["Host", "X-A", "x-b", "X-a"])
        #expect(head.fields.map(\.value) == ["a", "1", "", "2"])
    }

    @Test func knownFieldsAreFoundHoweverTheyAreWritten() throws {
        let names: [(String, FieldName)] = [
            ("Accept", .accept), ("Accept-Encoding", .acceptEncoding), ("Authorization", .authorization),
            ("Connection", .connection), ("Content-Encoding", .contentEncoding), ("Content-Length", .contentLength),
            ("Content-Type", .contentType), ("Expect", .expect), ("Host", .host),
            ("Inference-Header-Content-Length", .inferenceHeaderContentLength), ("X-Request-Id", .requestID),
        ]
        for (name, known) in names where known != .host {
            let value = known == .contentLength ? "12" : "100-continue"
            for written in [name, name.lowercased(), name.uppercased()] {
                // One octet more or less is another field, and so is a hyphen that is none.
                let others = [name + "s", String(name.dropLast()), "X" + name, name.replacing("-", with: "_") + "_"]
                let raw =
                    "GET / HTTP/1.1\r\nHost: a\r\n" + others.map { "\($0): b\r\n" }.joined()
                    + "\(written):  \(value) \r\n\r\n"
                let outcome = parse([Array(raw.utf8)])
                guard case .complete(let head) = outcome else { throw Unexpected(outcome) }
                #expect(head.value(of: known) == value)
                #expect(head.value(of: known, is: StaticString("100-continue")) == (value == "100-continue"))
                #expect(head.values(of: known) == [value])
                #expect(head.value(of: .host) == "a")
                for (_, other) in names where other != known && other != .host {
                    #expect(head.lacks(other))
                    #expect(head.value(of: other) == nil)
                    #expect(head.values(of: other).isEmpty)
                }
            }
        }
    }

    @Test func everyValueOfAFieldIsFoundInOrder() throws {
        let raw = "GET / HTTP/1.1\r\nHost: a\r\nAccept: 1\r\nX: 2\r\naccept: 3\r\nACCEPT:\r\n\r\n"
        let outcome = parse([Array(raw.utf8)])
        guard case .complete(let head) = outcome else { throw Unexpected(outcome) }
        #expect(head.values(of: .accept) == ["1", "3", ""])
        #expect(head.value(of: .accept) == "1")
    }

    // MARK: Limits

    private func expect(_ status: Int?, _ raw: String, _ limits: HTTPLimits, line: Int = #line) {
        for pieces in [[Array(raw.utf8)], raw.utf8.map { [$0] }] {
            switch parse(pieces, limits: limits) {
            case .complete: #expect(status == nil, "line \(line)")
            case .failed(let failure): #expect(status == failure.status.code, "line \(line): \(failure)")
            case .incomplete, .refused: Issue.record("line \(line): not an end")
            }
        }
    }

    @Test func requestLineAtItsLimit() {
        var limits = HTTPLimits()
        limits.maxRequestLineBytes = 40
        func line(_ count: Int) -> String { "GET /" + String(repeating: "a", count: count - 14) + " HTTP/1.1" }
        expect(nil, line(39) + "\r\nHost: a\r\n\r\n", limits)
        expect(nil, line(40) + "\r\nHost: a\r\n\r\n", limits)
        expect(414, line(41) + "\r\nHost: a\r\n\r\n", limits)
        // Before the line has ended.
        expect(414, "GET /" + String(repeating: "a", count: 36), limits)
    }

    @Test func headerAtItsLimit() {
        var limits = HTTPLimits()
        limits.maxHeaderBytes = 100
        func head(_ count: Int) -> String {
            let start = "GET / HTTP/1.1\r\nHost: a\r\nX: "
            return start + String(repeating: "a", count: count - start.utf8.count - 4) + "\r\n\r\n"
        }
        expect(nil, head(99), limits)
        expect(nil, head(100), limits)
        expect(431, head(101), limits)
        expect(431, String(head(120).prefix(98)), limits)
        expect(414, "GET /" + String(repeating: "a", count: 95), limits)
    }

    @Test func fieldsAtTheirLimit() {
        var limits = HTTPLimits()
        limits.maxHeaderFields = 10
        func head(_ count: Int) -> String {
            "GET / HTTP/1.1\r\nHost: a\r\n" + String(repeating: "X: a\r\n", count: count - 1) + "\r\n"
        }
        expect(nil, head(9), limits)
        expect(nil, head(10), limits)
        expect(431, head(11), limits)
        expect(431, String(head(11).dropLast(5)), limits)
    }

    @Test func theDefaultsLetARequestLineOfEightThousandOctetsPass() {
        expect(nil, "GET /\(String(repeating: "a", count: 7986)) HTTP/1.1\r\nHost: a\r\n\r\n", HTTPLimits())
    }
}

struct Unexpected: Error, CustomStringConvertible {
    let description: String

    init(_ value: some Any) { description = "unexpected: \(value)" }
}
