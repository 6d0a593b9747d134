import Dispatch
import Foundation
import Memory
import TestSupport
import Testing

@testable import HTTPTransport

struct AccessLogTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private var path: String { directory.path("access.log") }

    private func lines(_ path: String) -> [String] {
        ((try? String(contentsOfFile: path, encoding: .utf8)) ?? "").split(separator: "\n").map(String.init)
    }

    @Test func goesOnInAnotherFile() throws {
        let log = try AccessLog(path: path)
        log.append(Array("1\n2\n".utf8), count: 2)
        log.flush(within: .seconds(patience))
        #expect(rename(path, path + ".1") == 0)
        log.append(Array("3\n".utf8), count: 1)
        log.reopen()
        log.flush(within: .seconds(patience))
        log.append(Array("4\n".utf8), count: 1)
        log.flush(within: .seconds(patience))
        #expect(lines(path + ".1") == ["1", "2", "3"] && lines(path) == ["4"])
    }

    /// Nobody reads the pipe: appending takes no time all the same, and what there is no room for is counted.
    @Test func doesNotWaitForAPipe() throws {
        #expect(mkfifo(path, 0o600) == 0)
        #expect(throws: TransportError.self) { try AccessLog(path: path) }
        let reader = FileDescriptor(open(path, O_RDONLY | O_NONBLOCK))
        let log = try AccessLog(path: path, capacity: 1 << 20)
        let line = Array((String(repeating: "x", count: 999) + "\n").utf8)
        let count = 5000
        for _ in 0..<count { log.append(line, count: 1) }
        log.flush(within: .milliseconds(1))

        var text: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 1 << 16)
        var kept = 0
        var lost = 0
        let isWhole = eventually {
            while case let size = read(reader.number, &block, block.count), size > 0 { text += block[..<size] }
            let lines = text.split(separator: UInt8(ascii: "\n"))
            kept = lines.count { $0.count == 999 }
            // As many such lines as there were times at which lines had been left out.
            lost = lines.compactMap { Self.lost(in: Array($0)) }.reduce(0, +)
            return kept + lost >= count
        }
        #expect(isWhole && kept + lost == count && kept >= 1 << 10 && lost > 0)
    }

    /// How many lines were left out, where `line` is one that says so.
    private static func lost(in line: [UInt8]) -> Int? {
        ((try? JSONSerialization.jsonObject(with: Data(line))) as? [String: Any])?["lost"] as? Int
    }

    @Test func saysOnceThatLinesAreLost() throws {
        let said = Said()
        let log = try AccessLog(path: "/dev/full") { said.append($0) }
        for _ in 0..<3 {
            log.append(Array("line\n".utf8), count: 1)
            log.flush(within: .seconds(patience))
        }
        #expect(said.all.count == 1 && said.all.first?.hasPrefix("lines are lost: ") == true)
    }

    private final class Said: Sendable {
        private let texts = Locked<[String]>([])

        var all: [String] { texts.withLock { $0 } }

        func append(_ text: String) { texts.withLock { $0.append(text) } }
    }
}
