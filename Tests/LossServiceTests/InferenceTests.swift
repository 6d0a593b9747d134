import HTTPWire
import Testing

@testable import LossService

/// The Open Inference Protocol, as its clients speak it.
struct InferenceTests {
    private let service = ServiceClient()
    private let logits: [Float] = [1, 2, 3, 1, 2, 3]
    private let gradients: [Float] = [0.045015287, 0.12236424, -0.16737951, -0.45498472, 0.12236424, 0.33262047]

    private func body<Label>(_ labels: [Label], _ datatype: String) -> InferBody {
        var body = InferBody()
        body.append("logits", "FP32", [2, 3], logits)
        body.append("labels", datatype, [labels.count], labels)
        return body
    }

    private func areClose(_ left: [Float], _ right: [Float]) -> Bool {
        left.count == right.count && zip(left, right).allSatisfy { abs($0 - $1) <= 1e-6 }
    }

    @Test func octetsInOctetsOut() {
        let response = body([2, 0] as [Int64], "INT64").send(to: service)
        #expect(response.status == .ok)
        #expect(response.fields.first("content-type") == "application/octet-stream")
        let (json, octets) = response.inference
        #expect(
            json == """
                {"model_name":"softmax_loss","model_version":"1","parameters":{"normalization":"VALID"},"outputs":[\
                {"name":"loss","datatype":"FP32","shape":[],"parameters":{"binary_data_size":4}},\
                {"name":"gradients","datatype":"FP32","shape":[2,3],"parameters":{"binary_data_size":24}}]}
                """)
        let numbers = octets.elements(Float.self)
        #expect(areClose(numbers, [1.407606] + gradients))
    }

    /// Whatever the address: JSON of another length puts tensors on another.
    @Test(arguments: 0..<8)
    func tensorsLieAnywhere(padding: Int) {
        var body = body([2, 0] as [Int64], "INT64")
        body.padding = padding
        #expect(areClose(body.send(to: service).inference.octets.elements(Float.self), [1.407606] + gradients))
        var double = InferBody()
        double.padding = padding
        double.append("logits", "FP64", [2, 3], logits.map(Double.init))
        double.append("labels", "INT32", [2], [2, 0] as [Int32])
        let numbers = double.send(to: service).inference.octets.elements(Double.self)
        #expect(areClose(numbers.map(Float.init), [1.407606] + gradients))
    }

    @Test func labelsOfEveryType() {
        let expected = body([2, 0] as [Int64], "INT64").send(to: service).octets
        let answers = [
            body([2, 0] as [Int32], "INT32"), body([2, 0] as [Int16], "INT16"), body([2, 0] as [Int8], "INT8"),
            body([2, 0] as [UInt64], "UINT64"), body([2, 0] as [UInt32], "UINT32"),
            body([2, 0] as [UInt16], "UINT16"), body([2, 0] as [UInt8], "UINT8"), body([2, 0] as [Float], "FP32"),
            body([2, 0] as [Double], "FP64"), body([0x4000, 0] as [UInt16], "FP16"),
            body([0x4000, 0] as [UInt16], "BF16"),
        ].map { $0.send(to: service).octets }
        for answer in answers { #expect(answer == expected) }
    }

    /// JSON and octets, in and out, in every mixture.
    @Test(arguments: [true, false], [true, false])
    func mixed(logitsAreBinary: Bool, gradientsAreBinary: Bool) {
        var body = InferBody()
        if logitsAreBinary {
            body.append("logits", "FP32", [2, 3], logits)
        } else {
            body.append("logits", "FP32", [2, 3], data: "[[1,2,3],[1,2,3]]")
        }
        body.append("labels", "INT64", [2], data: "[2,0]")
        body.outputs = """
            [{"name":"gradients","parameters":{"binary_data":\(gradientsAreBinary)}},\
            {"name":"valid_count","parameters":{"binary_data":false}}]
            """
        let response = body.send(to: service)
        let (json, octets) = response.inference
        #expect(json.contains(#"{"name":"valid_count","datatype":"INT64","shape":[],"data":[2]}"#))
        if gradientsAreBinary {
            #expect(areClose(octets.elements(Float.self), gradients))
        } else {
            #expect(octets.isEmpty)
            #expect(response.fields.first("content-type") == "application/json")
            #expect(json.contains(#""data":[0.0450152"#))
        }
    }

    /// Without the field that says how long the JSON is there is nothing but JSON, whatever the type says.
    @Test(arguments: ["application/json", "application/octet-stream", "text/plain", nil])
    func theTypeOfTheContentSaysNothing(type: String?) {
        let json = #"""
            {"id":"7\"","model_name":"softmax_loss","inputs":[{"name":"logits","shape":[2,3],"datatype":"FP32","data":[1,2,3,1,2,3]},
            {"name":"labels","shape":[2],"datatype":"INT64","data":[2,0]}]}
            """#
        let response = service.send(
            .post, "/v2/models/softmax_loss/versions/1/infer", type.map { [("Content-Type", $0)] } ?? [], body: json)
        #expect(response.status == .ok)
        #expect(response.text.hasPrefix(#"{"id":"7\"","model_name":"softmax_loss","#))
        #expect(response.text.contains(#"{"name":"loss","datatype":"FP32","shape":[],"data":[1.407606]}"#))
    }

    @Test func outputsOfEveryType() {
        var body = body([2, -1] as [Int64], "INT64")
        body.parameters =
            #""binary_data_output":true,"ignore_label":-1,"z_loss":0.5,"top_k":1,"priority":3,"triton_x":1"#
        body.outputs =
            #"[{"name":"correct"},{"name":"predictions"},{"name":"max"},{"name":"element_losses"},{"name":"loss_sum"},{"name":"correct_count"}]"#
        let (json, octets) = body.send(to: service).inference
        #expect(json.contains(#""parameters":{"normalization":"VALID","ignore_label":-1}"#))
        #expect(octets.count == 2 + 16 + 16 + 8 + 8 + 8)
        #expect(Array(octets[..<2]) == [1, 0])
        #expect(Array(octets[2..<18]).elements(Int64.self) == [2, 2])
        #expect(Array(octets[18..<34]).elements(Double.self) == [3, 3])
        #expect(Array(octets[34..<42]).elements(Float.self)[1] == 0)
        #expect(Array(octets[50...]).elements(Int64.self) == [1])
    }

    /// Logits are widened, computed with as float32, and what has their shape is rounded once, after it was scaled.
    @Test func halfPrecision() {
        func infer(_ datatype: String, _ bits: [UInt16], _ parameters: String = "") -> [UInt8] {
            var body = InferBody()
            body.parameters += parameters
            body.append("logits", datatype, [2, 3], bits)
            body.append("labels", "INT64", [2], [2, 0] as [Int64])
            return body.send(to: service).inference.octets
        }
        // 1, 2, 3.
        let fp16 = infer("FP16", [0x3c00, 0x4000, 0x4200, 0x3c00, 0x4000, 0x4200])
        let bf16 = infer("BF16", [0x3f80, 0x4000, 0x4040, 0x3f80, 0x4000, 0x4040])
        #expect(abs(Array(fp16[..<4]).elements(Float.self)[0] - 1.407606) < 1e-6)
        #expect(Array(fp16[4...]).elements(UInt16.self) == [0x29c3, 0x2fd5, 0xb15b, 0xb748, 0x2fd5, 0x3552])
        #expect(Array(bf16[4...]).elements(UInt16.self) == [0x3d38, 0x3dfb, 0xbe2b, 0xbee9, 0x3dfb, 0x3eaa])
        // What would be nothing in half precision is there once it is scaled up.
        let small = infer("FP16", [0x3c00, 0x4000, 0x4200, 0x3c00, 0x4000, 0x4200], #","normalizer":1e9"#)
        let scaled = infer(
            "FP16", [0x3c00, 0x4000, 0x4200, 0x3c00, 0x4000, 0x4200], #","normalizer":1e9,"loss_weight":5e8"#)
        #expect(Array(small[4...]).elements(UInt16.self).allSatisfy { $0 & 0x7fff == 0 })
        #expect(Array(scaled[4...]) == Array(fp16[4...]))
    }

    @Test func halfPrecisionInJSON() {
        var body = InferBody()
        body.parameters = ""
        // 0.1 is not one of its numbers.
        body.append("logits", "FP16", [1, 2], data: "[0.1,0.09997559]")
        body.append("labels", "INT64", [1], data: "[0]")
        #expect(body.send(to: service).text.contains(#""datatype":"FP16","shape":[1,2],"data":[-0.5,0.5]"#))
    }

    @Test func whatIsNotFiniteIsBareInJSON() {
        var body = InferBody()
        body.parameters = ""
        body.append("logits", "FP32", [1, 2], data: "[NaN,-Infinity]")
        body.append("labels", "INT64", [1], data: "[0]")
        #expect(body.send(to: service).text.contains(#""data":[NaN]"#))
    }

    @Test func partials() {
        var body = body([2, 4] as [Int64], "INT64")
        body.parameters += #","class_offset":0,"num_classes":5"#
        let (json, octets) = body.send(to: service, "softmax_loss_partials").inference
        #expect(json.contains(#"{"name":"has_target","datatype":"INT64","shape":[2],"#))
        #expect(octets.count == 6 * 16)
        #expect(Array(octets[32..<48]).elements(Double.self) == [3, 0])
        #expect(Array(octets[48..<64]).elements(Int64.self) == [1, 0])
    }

    /// What others have left in the memory that an answer is made in shows nowhere: the same request is answered with the
    /// same octets between requests with other numbers.
    @Test func answersDoNotDependOnWhatWasInMemoryBefore() {
        func infer(_ seed: Int, _ datatype: String) -> [UInt8] {
            var body = InferBody()
            let count = 64 * 257
            let numbers = (0..<count).map { Float(($0 + seed) * 7919 % 1009) / 100 }
            switch datatype {
            case "FP32": body.append("logits", datatype, [64, 257], numbers)
            default: body.append("logits", datatype, [64, 257], numbers.map { UInt16(($0 * 100).rounded()) })
            }
            body.append("labels", "INT32", [64], (0..<64).map { Int32($0 % 7 == seed % 7 ? -1 : $0) })
            body.parameters = #""binary_data_output":true,"ignore_label":-1"#
            let outputs = [
                "gradients", "probabilities", "log_probabilities", "element_losses", "max", "sum_exp", "log_sum_exp",
                "scale", "predictions", "correct", "loss", "valid_count",
            ]
            body.outputs = "[\(outputs.map { #"{"name":"\#($0)"}"# }.joined(separator: ","))]"
            let response = body.send(to: service)
            #expect(response.status == .ok, "\(response.text.prefix(500))")
            return response.octets
        }
        for datatype in ["FP32", "FP16", "BF16"] {
            let first = infer(1, datatype)
            for seed in 2..<6 {
                #expect(infer(seed, datatype) != first)
                #expect(infer(1, datatype) == first)
            }
        }
    }

    @Test func aModelMayHaveAnotherName() {
        let handler = LossHandler(
            executor: SerialExecutor(), readiness: Readiness(), names: ModelNames(loss: "my \"model\""))
        let named = ServiceClient(handler: handler)
        #expect(named.send(.get, "/v2/models/my%20%22model%22").text.hasPrefix(#"{"name":"my \"model\"","#))
        #expect(named.send(.get, "/v2/models/softmax_loss").status == .notFound)
        let response = body([2, 0] as [Int64], "INT64").send(to: named, "my%20%22model%22")
        #expect(response.inference.json.hasPrefix(#"{"model_name":"my \"model\"","model_version":"1""#))
    }

    @Test func theModelIsDescribed() {
        for path in [
            "/v2", "/v2/", "/v2/health/live", "/v2/health/ready", "/v2/models/stats", "/v2/models/softmax_loss",
            "/v2/models/softmax%5Floss/versions/1", "/v2/models/softmax_loss/ready", "/v2/models/softmax_loss/config",
            "/v2/models/softmax_loss_partials/versions/1/stats",
        ] {
            #expect(service.send(.get, path).status == .ok, "\(path)")
            #expect(service.send(.head, path).status == .ok, "\(path)")
            #expect(service.send(.post, path).status == .methodNotAllowed, "\(path)")
        }
        for path in [
            "/v2/models", "/v2/models/other", "/v2/models/softmax_loss/versions/2", "/v2/models/softmax_loss/versions",
            "/v2/models/softmax_loss/other", "/v2/health", "/v2/models/softmax%loss", "/v3", "/v2/models//ready",
        ] {
            #expect(service.send(.get, path).status == .notFound, "\(path)")
        }
        #expect(service.send(.get, "/v2/models/softmax_loss/infer").status == .methodNotAllowed)
        #expect(service.send(.get, "/v2/health/live").text == "{\"live\":true}\n")
        #expect(service.send(.get, "/v2/health/ready").text == "{\"ready\":true}\n")
        service.readiness.beginDraining()
        #expect(service.send(.get, "/v2/health/ready").status == .serviceUnavailable)
        #expect(service.send(.get, "/v2/models/softmax_loss/ready").status == .ok)
    }

    @Test func whatWasDoneIsCounted() {
        _ = body([2, 0] as [Int64], "INT64").send(to: service)
        _ = body([2, 5] as [Int64], "INT64").send(to: service)
        let text = service.send(.get, "/v2/models/softmax_loss/stats").text
        #expect(text.contains(#""inference_count":1,"execution_count":1"#))
        #expect(text.contains(#""fail":{"count":1,"#))
    }
}
