import HTTPWire
import Testing

@testable import LossService

/// What is wrong with a request is said before anything of its tensors is read.
struct InferenceErrorTests {
    private let service = ServiceClient()

    private func post(_ json: String, _ octets: [UInt8] = [], length: String? = nil) -> HTTPResponse {
        let json = [UInt8](json.utf8)
        return service.send(
            .post, "/v2/models/softmax_loss/infer",
            [("Inference-Header-Content-Length", length ?? "\(json.count)")], octets: json + octets)
    }

    private func input(
        _ name: String = "logits", _ datatype: String = "FP32", _ shape: String = "[1,2]", _ size: String = "8"
    ) -> String {
        #"{"name":"\#(name)","shape":\#(shape),"datatype":"\#(datatype)","parameters":{"binary_data_size":\#(size)}}"#
    }

    private static let labels = #"{"name":"labels","shape":[1],"datatype":"INT64","data":[0]}"#

    @Test(arguments: ["0", "-1", "+8", "1e3", "", "99999999999999999999", "12, 12", "100000"])
    func lengthsOfTheJSON(length: String) {
        let response = post(#"{"inputs":[]}"#, length: length)
        #expect(response.status == .badRequest, "\(response.text)")
        #expect(response.text.contains("Inference-Header-Content-Length"), "\(response.text)")
    }

    @Test func octetsThatNobodyAnnounced() {
        let response = post(#"{"inputs":[\#(input()),\#(Self.labels)]}"#, [UInt8](repeating: 0, count: 9))
        #expect(response.status == .badRequest)
        #expect(response.text.contains("1 octets behind the last tensor"), "\(response.text)")
        let json = #"{"inputs":[\#(input()),\#(Self.labels)]}"#
        let plain = service.send(.post, "/v2/models/softmax_loss/infer", body: json + "xxxxxxxx")
        #expect(plain.status == .badRequest)
        #expect(plain.text.contains("Inference-Header-Content-Length"), "\(plain.text)")
    }

    @Test(arguments: [
        (
            #"{"name":"logits","shape":[1,2],"datatype":"FP32","parameters":{"binary_data_size":12}}"#,
            "/inputs/0/parameters/binary_data_size"
        ),
        (
            #"{"name":"logits","shape":[1,4],"datatype":"FP32","parameters":{"binary_data_size":16}}"#,
            "/inputs/0/parameters/binary_data_size"
        ),
        (
            #"{"name":"logits","shape":[1,2],"datatype":"FP32","parameters":{"binary_data_size":-8}}"#,
            "/inputs/0/parameters/binary_data_size"
        ),
        (
            #"{"name":"logits","shape":[1,2],"datatype":"FP32","parameters":{"binary_data_size":1.5}}"#,
            "/inputs/0/parameters/binary_data_size"
        ),
        (
            #"{"name":"logits","shape":[1,2],"datatype":"FP32","parameters":{"binary_data_size":"8"}}"#,
            "/inputs/0/parameters/binary_data_size"
        ),
        (
            #"{"name":"logits","shape":[1,-2],"datatype":"FP32","parameters":{"binary_data_size":8}}"#,
            "/inputs/0/shape/1"
        ),
        (
            #"{"name":"logits","shape":[4294967296,4294967296],"datatype":"FP32","parameters":{"binary_data_size":0}}"#,
            "/inputs/0/shape"
        ),
        (
            #"{"name":"logits","shape":[9223372036854775807,2],"datatype":"FP64","parameters":{"binary_data_size":0}}"#,
            "/inputs/0/shape"
        ),
        (
            #"{"name":"logits","shape":[0,9223372036854775807,2],"datatype":"FP64","parameters":{"binary_data_size":0}}"#,
            "/inputs/0/shape"
        ),
        (
            #"{"name":"logits","shape":[99999999999999999999],"datatype":"FP32","parameters":{"binary_data_size":8}}"#,
            "/inputs/0/shape/0"
        ),
        (
            #"{"name":"logits","shape":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,2],"datatype":"FP32","parameters":{"binary_data_size":8}}"#,
            "/inputs/0/shape"
        ),
        (#"{"name":"logits","shape":"x","datatype":"FP32","parameters":{"binary_data_size":8}}"#, "/inputs/0/shape"),
        (
            #"{"name":"logits","shape":[1,2],"datatype":"FP8","parameters":{"binary_data_size":8}}"#,
            "/inputs/0/datatype"
        ),
        (
            #"{"name":"logits","shape":[1,2],"datatype":"BYTES","parameters":{"binary_data_size":8}}"#,
            "/inputs/0/datatype"
        ),
        (
            #"{"name":"logits","shape":[1,2],"datatype":"INT32","parameters":{"binary_data_size":8}}"#,
            "/inputs/0/datatype"
        ),
        (#"{"name":"logits","shape":[],"datatype":"FP64","parameters":{"binary_data_size":8}}"#, "/inputs/0"),
        (#"{"name":"logits","shape":[0,2],"datatype":"FP32","data":[]}"#, "/inputs/0/data"),
        (#"{"name":"logits","shape":[1,2],"datatype":"FP32"}"#, "/inputs/0"),
        (
            #"{"name":"logits","shape":[1,2],"datatype":"FP32","data":[1,2],"parameters":{"binary_data_size":8}}"#,
            "/inputs/0"
        ),
        (
            #"{"name":"logits","shape":[1,2],"datatype":"FP32","parameters":{"shared_memory_region":"x"}}"#,
            "/inputs/0/parameters"
        ),
        (#"{"name":"logits","shape":[1,2],"datatype":"FP32","data":[1,2,3]}"#, "/inputs/0/data"),
        (#"{"name":"logits","shape":[1,2],"datatype":"FP32","data":[[1],[2]]}"#, "/inputs/0/data"),
        (#"{"name":"logits","shape":[1,2],"datatype":"FP32","data":[1,"x"]}"#, "/inputs/0/data/1"),
        (#"{"name":"logits","shape":[1,2],"datatype":"FP16","data":[1,70000]}"#, "/inputs/0/data/1"),
        (#"{"name":"logits","shape":[1,2],"name":"logits","datatype":"FP32","data":[1,2]}"#, "/inputs/0/name"),
        (#"{"name":"logits","shape":[1,2],"datatype":"FP32","data":[1,2],"colour":1}"#, "/inputs/0/colour"),
        (#"{"name":"colour","shape":[1,2],"datatype":"FP32","data":[1,2]}"#, "/inputs/0/name"),
        (#"{"shape":[1,2],"datatype":"FP32","data":[1,2]}"#, "/inputs/0"),
        (#"[]"#, "/inputs/0"),
    ])
    func tensors(input: String, pointer: String) {
        let count = input.contains("binary_data_size") ? 8 : 0
        let response = post(#"{"inputs":[\#(input),\#(Self.labels)]}"#, [UInt8](repeating: 0, count: count))
        #expect(response.hasIssue(at: pointer), "\(response.text)")
    }

    @Test(arguments: [
        (#""axis":7"#, "/parameters/axis"), (#""axis":"x""#, "/parameters/axis"),
        (#""normalization":"SOME""#, "/parameters/normalization"), (#""loss_weight":true"#, "/parameters/loss_weight"),
        (#""ignore_label":"some""#, "/parameters/ignore_label"), (#""ignore_label":1.5"#, "/parameters/ignore_label"),
        (#""layout":"flat""#, "/parameters/layout"), (#""logits":[1]"#, "/parameters/logits"),
        (#""dtype":"float32""#, "/parameters/dtype"), (#""axis":1,"axis":1"#, "/parameters/axis"),
        (#""binary_data_output":1"#, "/parameters/binary_data_output"), (#""a/b":1"#, "/parameters/a~1b"),
        (#""label_smoothing":2"#, "/parameters/label_smoothing"), (#""class_offset":0"#, "/inputs"),
    ])
    func parameters(parameter: String, pointer: String) {
        let response = post(
            #"{"inputs":[\#(input()),\#(Self.labels)],"parameters":{\#(parameter)}}"#, [UInt8](repeating: 0, count: 8))
        #expect(response.hasIssue(at: pointer), "\(response.text)")
    }

    @Test(arguments: [
        (#"[{"name":"colour"}]"#, "/outputs/0/name"), (#"[{}]"#, "/outputs/0/name"),
        (#"[{"name":"loss"},{"name":"loss"}]"#, "/outputs/1/name"), (#"[1]"#, "/outputs/0"), (#"{}"#, "/outputs"),
        (#"[{"name":"loss","parameters":{"binary_data":1}}]"#, "/outputs/0/parameters/binary_data"),
        (#"[{"name":"loss","parameters":{"classification":3}}]"#, "/outputs/0/parameters/classification"),
        (#"[{"name":"has_target"}]"#, "/outputs/0/name"),
    ])
    func outputs(outputs: String, pointer: String) {
        let response = post(
            #"{"inputs":[\#(input()),\#(Self.labels)],"outputs":\#(outputs)}"#, [UInt8](repeating: 0, count: 8))
        #expect(response.hasIssue(at: pointer), "\(response.text)")
    }

    @Test(arguments: [
        ([2, -1] as [Float], "FP32", "labels: label -1 is outside [0, 3)"), ([2, 3], "FP32", "label 3 is outside"),
        ([2, 0.5], "FP32", "labels: is 0.5, and a label is an integer"), ([2, .nan], "FP32", "is nan"),
        ([2, .infinity], "FP32", "is inf"), ([2], "FP32", "labels: is 1, and logits of shape [2, 3]"),
    ])
    func labels(labels: [Float], datatype: String, detail: String) {
        var body = InferBody()
        body.append("logits", "FP32", [2, 3], [1, 2, 3, 1, 2, 3] as [Float])
        body.append("labels", datatype, [labels.count], labels)
        let response = body.send(to: service)
        #expect(response.status == .unprocessableContent)
        #expect(response.text.contains(detail), "\(response.text)")
    }

    @Test func typesThatDoNotHaveEveryLabel() {
        for (datatype, classes, isTaken) in [
            ("FP16", 2049, true), ("FP16", 2050, false), ("BF16", 257, true), ("BF16", 258, false),
        ] {
            var body = InferBody()
            body.append("logits", "FP32", [1, classes], [Float](repeating: 0, count: classes))
            body.append("labels", datatype, [1], [0] as [UInt16])
            #expect((body.send(to: service).status == .ok) == isTaken, "\(datatype) \(classes)")
        }
        var body = InferBody()
        body.append("logits", "FP32", [1, 2], [0, 0] as [Float])
        body.append("labels", "UINT64", [1], [UInt64.max])
        #expect(body.send(to: service).text.contains("is outside the range of int64"))
    }

    @Test func tensorsThatAreMissingOrThereTwice() {
        let missing = post(#"{"inputs":[\#(Self.labels)]}"#)
        #expect(missing.text.contains("logits is required"), "\(missing.text)")
        let twice = post(#"{"inputs":[\#(Self.labels),\#(Self.labels)]}"#)
        #expect(twice.text.contains(#"{"pointer":"/inputs/1","detail":"labels: is there twice"}"#), "\(twice.text)")
        #expect(post(#"{}"#).status == .unprocessableContent)
        #expect(post(#"[]"#).status == .unprocessableContent)
        #expect(post(#"{"inputs":["#).status == .badRequest)
    }

    /// What is no tensor keeps its place in the list: those behind it are called by theirs.
    @Test func whatIsNoTensorHasAPlace() {
        let response = post(#"{"inputs":[1,\#(Self.labels),{"name":"logits"}]}"#)
        #expect(response.text.contains(#"{"pointer":"/inputs/0","detail":"is a number, and has to be an object"}"#))
        #expect(response.text.contains(#"{"pointer":"/inputs/2","detail":"logits: has no datatype"}"#))
        #expect(!response.text.contains(#""pointer":"/inputs/1""#), "\(response.text)")
    }

    @Test func moreTensorsThanAreTaken() {
        for (list, element) in [("inputs", Self.labels), ("outputs", #"{"name":"loss"}"#)] {
            let elements = Array(repeating: element, count: 65).joined(separator: ",")
            let response = post(#"{"\#(list)":[\#(elements)]}"#)
            #expect(response.text.contains(#"{"pointer":"/\#(list)/64","detail":"is one too many"}"#))
        }
    }

    /// Among many mistakes the first hundred are described, and all are counted.
    @Test func manyMistakes() {
        let parameters = (0..<1000).map { "\"x\($0)\":1" }.joined(separator: ",")
        let response = post(#"{"inputs":[],"parameters":{\#(parameters)}}"#)
        #expect(response.status == .unprocessableContent)
        #expect(response.text.contains(#""error_count":1000"#), "\(response.text.suffix(200))")
    }
}
