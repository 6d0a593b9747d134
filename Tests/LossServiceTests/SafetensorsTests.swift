import Foundation
import HTTPWire
import Testing

@testable import LossService

/// Batches as safetensors files.
struct SafetensorsTests {
    private let service = ServiceClient()
    private static let type = "application/vnd.safetensors"

    private func file(_ header: String, _ data: [UInt8] = [], length: Int? = nil) -> [UInt8] {
        withUnsafeBytes(of: UInt64(length ?? header.utf8.count).littleEndian) { [UInt8]($0) } + [UInt8](header.utf8)
            + data
    }

    private func octets<Element>(_ elements: [Element]) -> [UInt8] { elements.withUnsafeBytes { [UInt8]($0) } }

    private func post(
        _ octets: [UInt8], _ query: String = "", accept: String? = nil, to path: String = "/v1/softmax-loss"
    ) -> HTTPResponse {
        service.send(
            .post, path + query, [("Content-Type", Self.type)] + (accept.map { [("Accept", $0)] } ?? []), octets: octets
        )
    }

    /// Two rows of three logits and their labels.
    private func batch(_ metadata: String = "") -> [UInt8] {
        let header = #"""
            {\#(metadata.isEmpty ? "" : "\"__metadata__\":{\(metadata)},")"logits":{"dtype":"F32","shape":[2,3],\#
            "data_offsets":[0,24]},"labels":{"dtype":"I64","shape":[2],"data_offsets":[24,40]}}
            """#
        return file(header, octets([1, 2, 3, 1, 2, 3] as [Float]) + octets([2, 0] as [Int64]))
    }

    /// A tensor of an answer.
    private func tensor(_ name: String, of response: HTTPResponse) throws -> (
        dtype: String, shape: [Int], octets: [UInt8]
    ) {
        let octets = response.octets
        let length = octets.elements(UInt64.self)[0]
        let start = 8 + Int(length)
        let header = try JSONSerialization.jsonObject(with: Data(octets[8..<start])) as? [String: Any]
        let entry = try #require(header?[name] as? [String: Any], "\(name)")
        let offsets = try #require(entry["data_offsets"] as? [Int])
        return (
            try #require(entry["dtype"] as? String), try #require(entry["shape"] as? [Int]),
            Array(octets[(start + offsets[0])..<(start + offsets[1])])
        )
    }

    private func metadata(of response: HTTPResponse) throws -> [String: String] {
        let octets = response.octets
        let header =
            try JSONSerialization.jsonObject(
                with: Data(octets[8..<8 + Int(octets.elements(UInt64.self)[0])])) as? [String: Any]
        return try #require(header?["__metadata__"] as? [String: String])
    }

    @Test func aFileIsAnsweredWithAFile() throws {
        let response = post(batch())
        #expect(response.status == .ok, "\(response.text)")
        #expect(response.fields.first("content-type") == Self.type)
        let loss = try tensor("loss", of: response)
        #expect(loss.dtype == "F32" && loss.shape == [])
        #expect(abs(loss.octets.elements(Float.self)[0] - 1.407606) < 1e-6)
        let gradients = try tensor("gradients", of: response)
        #expect(gradients.dtype == "F32" && gradients.shape == [2, 3])
        #expect(abs(gradients.octets.elements(Float.self)[2] + 0.16737951) < 1e-6)
        let metadata = try metadata(of: response)
        #expect(
            metadata["normalization"] == "VALID" && metadata["valid_count"] == "2" && metadata["dtype"] == "float32")
        // Tensors begin at multiples of eight.
        #expect(response.octets.elements(UInt64.self)[0] % 8 == 0)
    }

    @Test(
        arguments: [
            (nil, type), ("*/*", type), ("application/json", "application/json"), ("application/*", type),
            ("application/json, application/vnd.safetensors;q=0.5", "application/json"),
            ("application/json;q=0.1, */*;q=0.5", type),
        ] as [(String?, String)])
    func theAnswerIsWhatIsAsked(accept: String?, type: String) {
        let response = post(batch(), accept: accept)
        #expect(response.status == .ok)
        #expect(response.fields.first("content-type") == type)
        if type == "application/json" { #expect(response.text.contains(#""gradients":[[0.0450152"#)) }
    }

    @Test func jsonIsAnsweredWithAFile() throws {
        let json = #"{"logits":[[1,2,3],[1,2,3]],"labels":[2,0],"dtype":"float64","outputs":["gradients","correct"]}"#
        let response = service.post(json, [("Accept", Self.type)])
        #expect(response.status == .ok)
        #expect(try tensor("gradients", of: response).dtype == "F64")
        #expect(try tensor("correct", of: response).octets == [1, 0])
        let batches = service.post(#"{"batches":[\#(json)]}"#, [("Accept", Self.type)])
        #expect(batches.status == .unprocessableContent)
        #expect(service.post(json, [("Accept", "text/plain")]).status == .notAcceptable)
    }

    @Test func optionsAreInTheMetadataOrInTheQuery() throws {
        let options = #""ignore_label":"0","normalization":"FULL","outputs":"loss,element_losses","format":"pt""#
        let inside = post(batch(options))
        let outside = post(batch(), "?ignore_label=0&normalization=FU%4cL&outputs=loss,element_losses")
        #expect(inside.status == .ok, "\(inside.text)")
        #expect(inside.octets == outside.octets)
        #expect(try tensor("element_losses", of: inside).octets.elements(Float.self)[1] == 0)
        #expect(try metadata(of: inside)["ignore_label"] == "0")
    }

    @Test func halfPrecision() throws {
        let header = #"""
            {"logits":{"dtype":"F16","shape":[1,2],"data_offsets":[0,4]},\#
            "targets":{"dtype":"BF16","shape":[1,2],"data_offsets":[4,8]}}
            """#
        let response = post(file(header, octets([0x3c00, 0x3c00, 0x3f80, 0] as [UInt16])))
        let gradients = try tensor("gradients", of: response)
        #expect(gradients.dtype == "F16")
        #expect(gradients.octets.elements(UInt16.self) == [0xb800, 0x3800])
    }

    @Test func partials() throws {
        let response = post(batch(), "?class_offset=0&num_classes=6", to: "/v1/softmax-loss/partials")
        #expect(response.status == .ok, "\(response.text)")
        #expect(try tensor("has_target", of: response).octets.elements(Int64.self) == [1, 1])
        #expect(try metadata(of: response)["num_classes"] == "6")
    }

    @Test(
        arguments: [
            ([], 400), ([1, 0, 0, 0, 0, 0, 0], 400), ([255, 255, 255, 255, 255, 255, 255, 255, 123], 400),
            ([0, 0, 0, 0, 0, 0, 0, 0], 400), ([2, 0, 0, 0, 0, 0, 0, 0, 123], 400),
            ([2, 0, 0, 0, 0, 0, 0, 0, 91, 93], 400),
            ([2, 0, 0, 0, 0, 0, 0, 0, 123, 125], 422), ([1, 0, 0, 0, 0, 0, 0, 0, 123], 400),
        ] as [([UInt8], Int)])
    func filesThatAreNone(octets: [UInt8], status: Int) {
        #expect(post(octets).status.code == status)
    }

    @Test(arguments: [
        (#"{"logits":{"dtype":"F32","shape":[1,2],"data_offsets":[1,9]}}"#, "/logits/data_offsets"),
        (#"{"logits":{"dtype":"F32","shape":[1,2],"data_offsets":[0,4]}}"#, "/logits/data_offsets"),
        (#"{"logits":{"dtype":"F32","shape":[1,2],"data_offsets":[8,0]}}"#, "/logits/data_offsets"),
        (#"{"logits":{"dtype":"F32","shape":[1,2],"data_offsets":[0]}}"#, "/logits/data_offsets"),
        (#"{"logits":{"dtype":"F32","shape":[1,2],"data_offsets":[-8,0]}}"#, "/logits/data_offsets/0"),
        (#"{"logits":{"dtype":"F32","shape":[1,4],"data_offsets":[0,16]}}"#, "/logits/data_offsets"),
        (#"{"logits":{"dtype":"F32","shape":[1,1],"data_offsets":[0,4]}}"#, ""),
        (
            #"{"logits":{"dtype":"F32","shape":[1,1],"data_offsets":[0,4]},"labels":{"dtype":"I32","shape":[1],"data_offsets":[0,4]}}"#,
            "/labels/data_offsets"
        ),
        (#"{"logits":{"dtype":"F8_E5M2","shape":[8],"data_offsets":[0,8]}}"#, "/logits/dtype"),
        (#"{"logits":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}"#, "/logits/datatype"),
        (#"{"logits":{"dtype":"F32","shape":[1,-2],"data_offsets":[0,8]}}"#, "/logits/shape/1"),
        (#"{"logits":{"dtype":"F64","shape":[4294967296,4294967296],"data_offsets":[0,8]}}"#, "/logits/shape"),
        (
            #"{"logits":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"logits":{"dtype":"F32","shape":[0],"data_offsets":[8,8]}}"#,
            "/logits"
        ),
        (#"{"logits":{"dtype":"F32","shape":[2]}}"#, "/logits"),
        (#"{"colour":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, "/colour"),
        (
            #"{"logits":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"__metadata__":{"colour":"1"}}"#,
            "/__metadata__/colour"
        ),
        (
            #"{"logits":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"__metadata__":{"axis":"x"}}"#,
            "/__metadata__/axis"
        ),
        (
            #"{"logits":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"__metadata__":{"axis":0}}"#,
            "/__metadata__/axis"
        ),
        (
            #"{"logits":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"__metadata__":{"top_k":"1 2"}}"#,
            "/__metadata__/top_k"
        ),
        (
            #"{"logits":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"__metadata__":{"outputs":"loss,colour"}}"#,
            "/__metadata__/outputs"
        ),
        (#"{"logits":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"__metadata__":[]}"#, "/__metadata__"),
    ])
    func headers(header: String, pointer: String) {
        let response = post(file(header, [UInt8](repeating: 0, count: 8)))
        #expect(response.hasIssue(at: pointer), "\(response.text)")
    }

    @Test(arguments: [
        ("?colour=1", "colour in the query unknown option"), ("?axis=9", "axis in the query axis 9 is outside"),
        ("?%DD%84x=1", "\u{744}x in the query unknown option"), ("?axis", "axis in the query is"),
        ("?top_k=0", "top_k in the query top_k is 0"),
    ])
    func queries(query: String, detail: String) {
        let response = post(batch(), query)
        #expect(response.status == .unprocessableContent, "\(response.text)")
        #expect(response.text.contains(detail), "\(response.text)")
    }

    @Test func aQueryWithABrokenEscape() {
        #expect(post(batch(), "?axis=%4").status == .badRequest)
        #expect(post(batch(), "?axis=%ff").status == .badRequest)
    }
}
