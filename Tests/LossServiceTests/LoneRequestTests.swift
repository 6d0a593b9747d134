import HTTPWire
import LossService
import Testing

/// Which requests take no worker: those that are short, and while nobody else's content is on its way those in octets
/// both ways and those in not much JSON. The workers here refuse everything, so whatever is answered was answered without one.
struct LoneRequestTests {
    private struct NoCoder: ContentCoder {
        func withDecoded<Result>(
            _ content: ByteBuffer, _ coding: ContentCoding, isWanted: () -> Bool, _ use: (ByteBuffer) -> Result
        ) throws(HTTPFailure) -> Result {
            throw .overloaded
        }

        func encoded(
            _ pieces: [ByteBuffer], _ coding: ContentCoding,
            concurrently: (_ count: Int, _ body: @Sendable (Int) -> Void) -> Void
        ) -> [ByteBuffer]? {
            nil
        }
    }

    private let service = ServiceClient(
        handler: LossHandler(
            executor: FullExecutor(), readiness: Readiness(), compression: Compression(coder: NoCoder())))

    /// `rows` of 1000 logits: 4008 octets a row with its label.
    private func body(rows: Int = 100) -> InferBody {
        var body = InferBody()
        body.append("logits", "FP32", [rows, 1000], [Float](repeating: 1, count: rows * 1000))
        body.append("labels", "INT64", [rows], [Int64](repeating: 1, count: rows))
        return body
    }

    @Test(arguments: [100, 261]) func octetsBothWays(_ rows: Int) {
        let response = body(rows: rows).send(to: service)
        #expect(response.status == .ok && response.contentLength > rows * 4000)
    }

    /// Those that are one number may be in the JSON; some take the logits more than once.
    @Test(arguments: [
        (#"[{"name":"loss","parameters":{"binary_data":false}},{"name":"gradients"}]"#, true),
        (#"[{"name":"gradients"},{"name":"probabilities"},{"name":"element_losses"}]"#, true),
        (#"[{"name":"gradients","parameters":{"binary_data":false}}]"#, false),
        (#"[{"name":"gradients"},{"name":"element_losses","parameters":{"binary_data":false}}]"#, false),
        (#"[{"name":"gradients"},{"name":"log_probabilities"}]"#, false), (#"[{"name":"predictions"}]"#, false),
    ])
    func outputs(_ outputs: (json: String, areQuick: Bool)) {
        var body = body()
        body.outputs = outputs.json
        #expect(body.send(to: service).status == (outputs.areQuick ? .ok : .serviceUnavailable))
    }

    @Test(arguments: [(128 << 10, 0, true), (128 << 10, 1, false), ((128 << 10) + 1, 0, false)])
    func json(_ length: Int, arriving: Int, isAnswered: Bool) {
        var service = service
        service.arriving = arriving
        let text = #"{"logits":[[1,2]],"labels":[1]}"#
        let response = service.post(text + String(repeating: " ", count: length - text.utf8.count))
        #expect(response.status == (isAnswered ? .ok : .serviceUnavailable))
    }

    @Test func anythingElseTakesAWorker() {
        #expect(body(rows: 262).send(to: service).status == .serviceUnavailable, "more than a mebioctet")
        var text = body()
        text.parameters = #""binary_data_output":false"#
        #expect(text.send(to: service).status == .serviceUnavailable, "an answer in JSON")
        var padded = body()
        padded.padding = 8192
        #expect(padded.send(to: service).status == .serviceUnavailable, "a long header")
        for coding in ["gzip", "deflate, identity;q=0.5"] {
            #expect(body().send(to: service, fields: [("Accept-Encoding", coding)]).status == .serviceUnavailable)
        }
        #expect(body().send(to: service, fields: [("Accept-Encoding", "br, identity")]).status == .ok)
        var busy = service
        busy.arriving = 1
        #expect(body().send(to: busy).status == .serviceUnavailable, "others are waiting")
    }
}
