import Foundation
import TestSupport
import Testing

/// What clients get wrong: each with its status and place, on a connection that goes on.
struct BadInputTests {
    private struct ProblemDocument: Decodable {
        struct Entry: Decodable {
            var pointer: String?
            var offset: Int?
            var detail: String
        }

        var type: String
        var title: String
        var status: Int
        var detail: String
        var error: String
        var request_id: String
        var errors: [Entry]?
        var error_count: Int?
    }

    @Test func eachHasItsStatusAndPlaceAndTheConnectionGoesOn() throws {
        let server = try ServerProcess()
        let client = try RawClient(port: server.port)
        let deep = String(repeating: "[", count: 70) + String(repeating: "]", count: 70)
        let cases: [(json: String, status: Int, place: String)] = [
            ("", 400, "0"), (#"{"logits":[[1,2"#, 400, "15"), (#"{"logits":[[1,2]],"labels":[0]}}"#, 400, "31"),
            (#"{"logits":\#(deep),"labels":[0]}"#, 400, "74"),
            (#"{"logits":[[1,2],[3]],"labels":[0,0]}"#, 422, "/logits/1"),
            (#"{"logits":[[1,2],[3,4]],"labels":[0,0,0]}"#, 422, "/labels"),
            (#"{"logits":[[1,2],[3,4]],"labels":[0,2]}"#, 422, "/labels/1"),
            (#"{"logits":[[1,2]],"labels":[0.5]}"#, 422, "/labels/0"),
            (#"{"logits":[[1,2]],"labels":[0],"top_k":0}"#, 422, "/top_k"),
            (#"{"logits":[[1,2]],"labels":[0],"labels":[0]}"#, 422, "/labels"),
            (#"{"logits":[[1,1e60]],"labels":[0]}"#, 422, "/logits/0/1"),
            (#"{"logits":[],"labels":[0]}"#, 422, "/logits"),
            (#"{"logits":[1],"shape":[4294967296,4294967296],"labels":[0]}"#, 422, "/shape"),
            (
                #"{"batches":[{"logits":[[1,2]],"labels":[0]},{"logits":[[1,2]],"labels":[-9]}]}"#, 422,
                "/batches/1/labels/0"
            ),
        ]
        for (json, status, place) in cases {
            let response = try client.post(json)
            #expect(response.status == status, "\(json)")
            #expect(response.field("content-type") == "application/problem+json")
            #expect(response.field("connection") == nil, "\(json)")
            let problem = try JSONDecoder().decode(ProblemDocument.self, from: Data(response.body))
            let entry = try #require(problem.errors?.first)
            #expect((entry.pointer ?? entry.offset.map(String.init)) == place, "\(json): \(response.text)")
            #expect(problem.status == status && problem.error == problem.detail)
            #expect(problem.request_id == response.field("x-request-id"))
            #expect(try client.post(#"{"logits":[[1,2,3]],"labels":[2]}"#).status == 200)
        }
    }

    /// A valid body cut and changed at every octet, over one connection.
    @Test func brokenAtEveryOctet() throws {
        let server = try ServerProcess()
        let client = try RawClient(port: server.port)
        let body = Array(#"{"logits":[[0.5,-1e2],[3,4]],"labels":[1,0],"ignore_label":null}"#.utf8)
        for index in body.indices {
            #expect(try client.post(Array(body[..<index])).status == 400)
            for bit in 0..<8 {
                var flipped = body
                flipped[index] ^= 1 << bit
                #expect([200, 400, 422].contains(try client.post(flipped).status))
            }
        }
        #expect(try client.post(body).status == 200)
    }

    @Test func contentOverTheLimitIsRefusedBeforeItIsSent() throws {
        let server = try ServerProcess(["--max-body-bytes", "100"])
        let client = try RawClient(port: server.port)
        func json(_ length: Int) -> String {
            let text = #"{"logits":[[1,2,3]],"labels":[2]}"#
            return text + String(repeating: " ", count: length - text.utf8.count)
        }
        #expect(try client.post(json(100)).status == 200)
        #expect(try client.post(json(101)).status == 413)
        let other = try RawClient(port: server.port)
        let response = try other.exchange(
            "POST /v1/softmax-loss HTTP/1.1\r\nHost: x\r\nContent-Length: 999999999999\r\n\r\n")
        #expect(response.status == 413)
        let chunked = try RawClient(port: server.port)
        let chunkedResponse = try chunked.exchange(
            "POST /v1/softmax-loss HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n65\r\n\(json(101))\r\n0\r\n\r\n"
        )
        #expect(chunkedResponse.status == 413)
    }
}
