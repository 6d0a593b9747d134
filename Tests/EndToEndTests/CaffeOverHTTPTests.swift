import Foundation
import TestSupport
import Testing

/// Caffe's numbers through the running server, with one worker and with two.
struct CaffeOverHTTPTests {
    @Test(arguments: [false, true])
    func everyCase(nested: Bool) throws {
        let server = try ServerProcess()
        let client = try RawClient(port: server.port)
        for golden in CaffeGolden.shared.cases {
            let response = try client.post(golden.json(nested: nested))
            #expect(response.status == 200, "\(golden.name): \(response.text)")
            #expect(golden.accepts(try LossAnswer.decode(response.body), nested: nested), "\(golden.name)")
        }
        #expect(CaffeGolden.shared.cases.count == 101)
    }

    /// All cases as one request are answered as each alone is, to the last octet, whatever the number of workers.
    @Test func allAtOnceBitForBit() throws {
        let cases = CaffeGolden.shared.cases
        let batches = "{\"batches\":[\(cases.map { $0.json(nested: true) }.joined(separator: ","))]}"
        var texts: [String] = []
        for workers in ["1", "2", "5"] {
            let server = try ServerProcess(["--workers", workers])
            let client = try RawClient(port: server.port)
            let response = try client.post(batches)
            #expect(response.status == 200)
            texts.append(response.text)
            let results = try LossAnswer.decodeResults(response.body)
            #expect(results.count == cases.count)
            for (golden, result) in zip(cases, results) {
                #expect(golden.accepts(result, nested: true), "\(golden.name)")
            }
            let alone = try cases.map { try client.post($0.json(nested: true)).text.dropLast() }
            #expect(texts[0] == "{\"results\":[\(alone.joined(separator: ","))]}\n")
        }
        #expect(Set(texts).count == 1)
    }

    /// Batches of many blocks, alone and together, with one worker and with several.
    @Test func largeBatchesBitForBit() throws {
        var generator = SeededGenerator(seed: 9)
        func batch(_ shape: [Int], _ type: String) -> String {
            let logits = (0..<shape.reduce(1, *)).map { _ in "\(Float.random(in: -20...20, using: &generator))" }
            let positions = shape[0] * shape.dropFirst(2).reduce(1, *)
            let labels = (0..<positions).map { _ in "\(Int.random(in: -1..<shape[1], using: &generator))" }
            return """
                {"logits":[\(logits.joined(separator: ","))],"shape":\(shape),"labels":[\(labels.joined(separator: ","))],\
                "ignore_label":-1,"dtype":"\(type)","outputs":["loss","gradients","element_losses"]}
                """
        }
        let batches = [batch([300, 500], "float32"), batch([2, 21, 60, 50], "float64"), batch([3, 4], "float32")]
        let together = "{\"batches\":[\(batches.joined(separator: ","))]}"
        var texts: Set<String> = []
        for workers in ["1", "2", "3"] {
            let server = try ServerProcess(["--workers", workers])
            let client = try RawClient(port: server.port)
            let response = try client.post(together)
            #expect(response.status == 200)
            texts.insert(response.text)
            let alone = try batches.map { try client.post($0).text.dropLast() }
            texts.insert("{\"results\":[\(alone.joined(separator: ","))]}\n")
        }
        #expect(texts.count == 1)
    }

    /// What Caffe refuses is refused, but for two shapes that have a meaning.
    @Test func rejected() throws {
        let server = try ServerProcess()
        let client = try RawClient(port: server.port)
        for golden in CaffeGolden.shared.rejected {
            let response = try client.post(
                "{\"logits\":\(golden.logits),\"shape\":\(golden.shape),\"axis\":\(golden.axis),\"labels\":\(golden.labels)}"
            )
            let isValid = ["axis0-label-first-dim", "one-d-axis0"].contains(golden.name)
            #expect(response.status == (isValid ? 200 : 422), "\(golden.name): \(response.text)")
        }
        #expect(CaffeGolden.shared.rejected.count == 8)
    }
}
