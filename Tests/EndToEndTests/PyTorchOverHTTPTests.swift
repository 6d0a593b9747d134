import TestSupport
import Testing

/// PyTorch's numbers through the running server.
struct PyTorchOverHTTPTests {
    @Test func everyCase() throws {
        let server = try ServerProcess()
        let client = try RawClient(port: server.port)
        for golden in PyTorchGolden.shared.cases {
            let response = try client.post(golden.json)
            #expect(response.status == 200, "\(golden.name): \(response.text)")
            let answer = try LossAnswer.decode(response.body)
            let isTorchs = golden.accepts(
                loss: answer.loss?.value ?? 0, gradients: answer.gradients?.values ?? [],
                elementLosses: answer.elementLosses?.values ?? [],
                logProbabilities: answer.logProbabilities?.values ?? [])
            #expect(isTorchs, "\(golden.name): \(response.text)")
        }
        #expect(PyTorchGolden.shared.cases.count == 125)
    }
}
