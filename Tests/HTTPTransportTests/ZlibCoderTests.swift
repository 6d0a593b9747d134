import Foundation
import HTTPWire
import Memory
import TestSupport
import Testing

@testable import HTTPTransport

/// Both ways against Python's zlib, which is not the project's own reading of it.
struct ZlibCoderTests {
    private let budget = ByteBudget(limit: 1 << 30)

    private func coder(_ change: (inout HTTPLimits) -> Void = { _ in }) -> ZlibCoder {
        var limits = HTTPLimits()
        limits.inflateTimeout = .seconds(patience)
        change(&limits)
        return ZlibCoder(limits: limits, budget: budget)
    }

    private func decoded(
        _ content: [UInt8], _ coding: ContentCoding, _ change: (inout HTTPLimits) -> Void = { _ in }
    ) throws(HTTPFailure) -> [UInt8] {
        let result = try coder(change).withDecoded(ByteBuffer(content), coding, isWanted: { true }) { $0.copy }
        #expect(budget.inUse == 0)
        return result
    }

    /// What a Python expression, of bytes, comes to.
    private func python(_ expression: String) throws -> [UInt8] {
        let program = "import zlib, gzip, base64; print(base64.b64encode(\(expression)).decode())"
        let result = try Command.run("python3", ["-c", program])
        let data = Data(base64Encoded: result.output.trimmingCharacters(in: .newlines))
        return [UInt8](try #require(data, "\(result.error)"))
    }

    private static let text = #"bytes(i * i % 251 for i in range(100000))"#
    private static let octets = (0..<100_000).map { UInt8($0 * $0 % 251) }

    @Test(
        arguments: [
            ("gzip.compress(\(text))", .gzip), ("zlib.compress(\(text), 9)", .deflate),
            ("zlib.compressobj(6, 8, -15).compress(b'') + zlib.compress(\(text))[2:-4]", .deflate),
            ("gzip.compress(\(text)[:77]) + gzip.compress(b'') + gzip.compress(\(text)[77:])", .gzip),
        ] as [(String, ContentCoding)])
    func readsWhatPythonWrites(expression: String, coding: ContentCoding) throws {
        let content = try python(expression)
        #expect(try decoded(content, coding) == Self.octets)
    }

    @Test(arguments: [ContentCoding.gzip, .deflate], [0, 1, 2, 3, 70])
    func pythonReadsWhatIsWritten(coding: ContentCoding, pieces: Int) throws {
        let queue = WorkerQueue(workers: 3, depth: 1)
        let size = 100_000 / max(pieces, 1)
        let parts = (0..<pieces).map { ByteBuffer([UInt8](Self.octets[($0 * size)..<(($0 + 1) * size)])) }
        let coded = try #require(
            coder().encoded(parts, coding) { count, body in queue.concurrentPerform(count: count, body) })
        let octets = coded.flatMap(\.copy)
        let name = coding == .gzip ? "gzip" : "zlib"
        let result = try python("\(name).decompress(base64.b64decode('\(Data(octets).base64EncodedString())'))")
        #expect(result == [UInt8](Self.octets[..<(pieces * size)]))
        #expect(try decoded(octets, coding) == result)
    }

    /// Cut anywhere, changed anywhere, and with something behind it.
    @Test(arguments: [ContentCoding.gzip, .deflate])
    func whatIsBrokenIsRefused(coding: ContentCoding) throws {
        let whole = try #require(
            coder().encoded([ByteBuffer(Self.octets[..<300] + [0])], coding) { count, body in
                for index in 0..<count { body(index) }
            }
        ).flatMap(\.copy)
        for end in 0..<whole.count {
            #expect(throws: HTTPFailure.self) { try decoded(Array(whole[..<end]), coding) }
        }
        for index in whole.indices {
            var changed = whole
            changed[index] ^= 0x10
            // A header's name, time and system do not matter, and an end may come early or late.
            if let octets = try? decoded(changed, coding) { #expect(octets.count == 301) }
        }
        for behind in [[0], Array("garbage".utf8), [0x1f], [0x1f, 0x8b]] as [[UInt8]] {
            let error = #expect(throws: HTTPFailure.self) { try decoded(whole + behind, coding) }
            #expect(error?.status == .badRequest)
        }
    }

    @Test func itsLimitIsExact() throws {
        let content = try python("gzip.compress(bytes(range(250)) * 4)")
        #expect(try decoded(content, .gzip) { $0.maxBodyBytes = 1000 }.count == 1000)
        #expect(throws: HTTPFailure.contentTooLarge(limit: 999)) {
            try decoded(content, .gzip) { $0.maxBodyBytes = 999 }
        }
    }

    @Test func itsRatioIsBounded() throws {
        let content = try python("zlib.compress(bytes(20 << 20))")
        #expect(throws: HTTPFailure.inflatesTooMuch(ratio: 100)) { try decoded(content, .deflate) }
        #expect(try decoded(content, .deflate) { $0.inflationAllowance = 20 << 20 }.count == 20 << 20)
        #expect(try decoded(content, .deflate) { $0.maxInflationRatio = 1100 }.count == 20 << 20)
    }

    @Test func itsTimeAndItsMemoryAreBounded() throws {
        let content = ByteBuffer(try python("gzip.compress(bytes(4 << 20))"))
        #expect(throws: HTTPFailure.self) {
            try coder { $0.inflateTimeout = .zero }.withDecoded(content, .gzip, isWanted: { true }) { _ in }
        }
        let tight = ByteBudget(limit: (4 << 20) - 1)
        #expect(throws: HTTPFailure.overloaded) {
            try ZlibCoder(limits: HTTPLimits(), budget: tight).withDecoded(content, .gzip, isWanted: { true }) { _ in }
        }
        #expect(tight.inUse == 0)
        #expect(throws: HTTPFailure.self) {
            try coder().withDecoded(content, .gzip, isWanted: { false }) { _ in }
        }
        #expect(budget.inUse == 0)
    }
}
