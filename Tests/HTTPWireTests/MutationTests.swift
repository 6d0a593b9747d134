import HTTPWire
import TestSupport
import Testing

/// Requests with octets flipped, dropped, doubled and swapped: whatever comes of one, it has to be the same however it
/// is cut up, and only ever what the contract allows.
struct MutationTests {
    private static let seeds = [
        "POST /v1/x?y=z HTTP/1.1\r\nHost: a.example:80\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\nhello",
        "POST /v1/x HTTP/1.1\r\nhost: [::1]\r\nTransfer-Encoding: chunked\r\nConnection: a, close\r\n\r\n"
            + "5;a=\"b\"\r\nhello\r\n0\r\nX: y\r\n\r\n",
        "GET http://a/b?c HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET / HTTP/1.1\r\nHost:\r\n\r\n",
        "\r\nOPTIONS * HTTP/1.1\r\nHost: a\r\nX: \t1 \t\r\n\r\n",
    ].map { Array($0.utf8) }

    private func mutated(_ random: inout SeededGenerator) -> [UInt8] {
        var octets = Self.seeds.randomElement(using: &random) ?? []
        let telling = Array("\r\n\t :,;\"\0\u{7f}/?#*0a".utf8) + [0x80, 0xff]
        for _ in 0..<Int.random(in: 1...4, using: &random) where octets.count > 1 {
            let index = octets.indices.randomElement(using: &random) ?? 0
            switch Int.random(in: 0..<5, using: &random) {
            case 0: octets[index] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            case 1: octets.remove(at: index)
            case 2: octets.insert(octets[index], at: index)
            case 3: octets[index] = telling.randomElement(using: &random) ?? 0
            default: octets.swapAt(index, octets.indices.randomElement(using: &random) ?? 0)
            }
        }
        return octets
    }

    /// What a connection makes of these pieces, in words.
    private func story(_ pieces: [[UInt8]]) -> [String] {
        var connection = HTTPConnection(
            policy: ConnectionPolicy(limits: HTTPLimits()), at: MonotonicInstant(nanoseconds: 0))
        let now = MonotonicInstant(nanoseconds: 0)
        var story: [String] = []
        var waiting: [UInt8] = []
        for piece in pieces {
            waiting += piece
            while connection.wantsInput, !waiting.isEmpty {
                var consumed = 0
                var action = waiting.withUnsafeBytes { connection.receive($0, at: now, consumed: &consumed) }
                waiting.removeFirst(consumed)
                loop: while true {
                    switch action {
                    case .wait, .sendContinue: break loop
                    case .consult(let head):
                        story.append("\(head.method) \(head.path) \(head.framing)")
                        action = connection.admit(inputIsWaiting: true, at: now)
                    case .respond(let request):
                        story.append(request.body.map { String(decoding: $0.copy, as: UTF8.self) } ?? "-")
                        _ = connection.answer(HTTPResponse(.ok), at: now)
                        action = connection.answerWasSent(at: now)
                    case .fail(let failure, _):
                        story.append("\(failure.status.code)")
                        _ = connection.answer(HTTPResponse(failure.status), at: now)
                        action = connection.answerWasSent(at: now)
                    case .endOutput, .close:
                        return story + ["end"]
                    }
                }
            }
        }
        return story
    }

    @Test(arguments: 1...8)
    func cutsChangeNothing(_ seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        for _ in 0..<400 {
            let octets = mutated(&random)
            let whole = story([octets])
            #expect(story(octets.map { [$0] }) == whole, "\(String(decoding: octets, as: UTF8.self).debugDescription)")
            let cut = Int.random(in: 0...octets.count, using: &random)
            #expect(story([Array(octets[..<cut]), Array(octets[cut...])]) == whole)
            for word in whole {
                if let status = Int(word), word.count == 3 {
                    #expect([400, 413, 414, 417, 431, 501, 505].contains(status))
                }
            }
        }
    }

    @Test func noiseIsRefused() {
        var random = SeededGenerator(seed: 42)
        for _ in 0..<500 {
            let noise = (0..<200).map { _ in UInt8.random(in: 0...255, using: &random) }
            let whole = story([noise])
            #expect(story(noise.map { [$0] }) == whole)
        }
    }
}
