import Foundation
import TestSupport
import Testing

/// Content codings on the wire, with curl and Python's own compression.
struct CompressionTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    /// The octets that a Python program writes to standard output.
    private func python(_ program: String) throws -> [UInt8] {
        let file = directory.url.appending(path: UUID().uuidString)
        let result = try Command.run(
            "python3", ["-c", "import sys, gzip, zlib\nout = open(sys.argv[1], 'wb')\n" + program, file.path])
        try #require(result.status == 0, "\(result.error)")
        return [UInt8](try Data(contentsOf: file))
    }

    private static let rows = "[" + Array(repeating: "[1,2,3]", count: 400).joined(separator: ",") + "]"
    private static let json =
        #"{"logits":\#(rows),"labels":[\#(Array(repeating: "2", count: 400).joined(separator: ","))]}"#

    @Test(arguments: [
        ("gzip", "gzip.compress"), ("X-GZIP", "gzip.compress"), ("deflate", "zlib.compress"),
        ("deflate", "(lambda b: zlib.compress(b)[2:-4])"),
    ])
    func requestsMayBeCoded(name: String, function: String) throws {
        let server = try ServerProcess()
        let client = try RawClient(port: server.port)
        for json in [#"{"logits":[[1,2,3]],"labels":[2]}"#, Self.json] {
            let content = try python("out.write(\(function)(b'''\(json)'''))")
            let coded = try client.post(content, fields: "Content-Encoding: \(name)\r\n")
            #expect(coded.status == 200, "\(coded.text)")
            #expect(try coded.text == client.post(json).text)
        }
    }

    @Test(arguments: ["gzip", "deflate"])
    func answersAreCodedForThoseWhoAsk(name: String) throws {
        let server = try ServerProcess()
        let client = try RawClient(port: server.port)
        let plain = try client.post(Self.json)
        #expect(plain.field("content-encoding") == nil && plain.field("vary") == "Accept-Encoding")
        let coded = try client.post(Self.json, fields: "Accept-Encoding: \(name)\r\n")
        #expect(coded.field("content-encoding") == name && coded.field("vary") == "Accept-Encoding")
        #expect(coded.body.count < plain.body.count / 10)
        let file = directory.url.appending(path: "answer")
        try Data(coded.body).write(to: file)
        let module = name == "gzip" ? "gzip" : "zlib"
        #expect(try python("out.write(\(module).decompress(open('\(file.path)', 'rb').read()))") == plain.body)

        let small = try client.post(#"{"logits":[[1,2,3]],"labels":[2]}"#, fields: "Accept-Encoding: gzip\r\n")
        #expect(small.field("content-encoding") == nil && small.field("vary") == nil)
        let forced = try client.post(
            #"{"logits":[[1,2,3]],"labels":[2]}"#, fields: "Accept-Encoding: \(name), identity;q=0\r\n")
        #expect(forced.field("content-encoding") == name)
        let problem = try client.post("{" + String(repeating: " ", count: 20000), fields: "Accept-Encoding: gzip\r\n")
        #expect(problem.status == 400 && problem.field("content-encoding") == nil)
    }

    @Test(arguments: ["/openapi.yaml", "/openapi.json"])
    func documentsAreCodedToo(path: String) throws {
        let server = try ServerProcess()
        let url = server.urls[0] + path
        let plain = try Command.run("curl", ["--silent", url])
        for coding in ["gzip", "deflate", "gzip"] {
            let accept = ["--silent", "--header", "Accept-Encoding: \(coding)"]
            let head = try Command.run("curl", accept + ["--head", url]).output.lowercased()
            #expect(head.contains("content-encoding: \(coding)") && head.contains("vary: accept-encoding"))
            #expect(try Command.run("curl", accept + ["--compressed", url]).output == plain.output)
        }
        #expect(plain.output.contains("/v1/softmax-loss"))
    }

    @Test(arguments: [
        ("Content-Encoding: br\r\n", 415), ("Content-Encoding: gzip, gzip\r\n", 415),
        ("Content-Encoding: gzip\r\nContent-Encoding: deflate\r\n", 415), ("Content-Encoding: gzip\r\n", 400),
        ("Content-Encoding: identity\r\n", 200), ("Accept-Encoding: identity;q=0, br\r\n", 406),
        ("Accept-Encoding: *;q=0\r\n", 406), ("Accept-Encoding: br\r\n", 200),
    ])
    func eachHasItsStatus(fields: String, status: Int) throws {
        let server = try ServerProcess()
        let client = try RawClient(port: server.port)
        let response = try client.post(#"{"logits":[[1,2,3]],"labels":[2]}"#, fields: fields)
        #expect(response.status == status, "\(response.text)")
        if status == 415 { #expect(response.field("accept-encoding") == "gzip, deflate, identity") }
        #expect(try client.post(#"{"logits":[[1,2,3]],"labels":[2]}"#).status == 200)
    }

    @Test func offMeansOff() throws {
        let server = try ServerProcess(["--compress-from", "off"])
        let response = try RawClient(port: server.port).post(Self.json, fields: "Accept-Encoding: gzip\r\n")
        #expect(response.status == 200 && response.field("content-encoding") == nil)
    }

    @Test func curlGetsItsOwnBack() throws {
        let server = try ServerProcess()
        let file = directory.url.appending(path: "request.json")
        try Self.json.write(to: file, atomically: true, encoding: .utf8)
        let options = [
            "--silent", "--header", "Content-Type: application/json", "--data-binary", "@\(file.path)",
            server.urls[0] + "/v1/softmax-loss",
        ]
        let plain = try Command.run("curl", options)
        let coded = try Command.run("curl", ["--compressed"] + options)
        #expect(plain.status == 0 && plain.output.hasPrefix("{\"loss\":") && coded.output == plain.output)
    }

    /// 10 MiB that become 10 GiB: past the ratio they are refused, and past the limit where the ratio
    /// is let alone, with the memory of the limit at the most.
    @Test(arguments: ["gzip", "deflate"])
    func bombsAreRefusedWithinTheirBounds(name: String) throws {
        let wrap = name == "gzip" ? 31 : 15
        // Zeros by the gigabyte: the stretch for a mebibyte, again and again. The end, which nobody gets to, is left out.
        let bomb = try python(
            """
            c = zlib.compressobj(9, zlib.DEFLATED, \(wrap))
            block = bytes(1 << 20)
            def stretch(): return c.compress(block) + c.flush(zlib.Z_FULL_FLUSH)
            out.write(stretch() + stretch() * (10 << 10))
            """)
        #expect(bomb.count > 10_000_000)
        let limit = 64 << 20
        for options in [[], ["--max-inflation-ratio", "2000"]] {
            let server = try ServerProcess(["--max-body-bytes", "64MiB"] + options)
            let client = try RawClient(port: server.port)
            let warmUp = try client.post(#"{"logits":[[1,2,3]],"labels":[2]}"#)
            #expect(warmUp.status == 200)
            // The body as it comes is there whatever becomes of it.
            let before = server.peakMemory + bomb.count
            #expect(try client.post(bomb, fields: "Content-Encoding: \(name)\r\n").status == 413)
            #expect(server.peakMemory < before + limit + 10 << 20)
            if options.isEmpty { #expect(server.peakMemory < before + 20 << 20) }
            #expect(try client.post(#"{"logits":[[1,2,3]],"labels":[2]}"#).status == 200)
        }
    }
}
