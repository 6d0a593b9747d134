import HTTPWire
import LossWire

/// The Open Inference Protocol.
extension LossHandler {
    /// What is said of the server and its models.
    func describe(_ route: InferenceRoute, _ head: RequestHead) -> HTTPResponse {
        switch route {
        case .server: answer(ModelDescription.server, head)
        case .live: answer("{\"live\":true}\n", head)
        case .modelReady(let endpoint):
            answer("{\"name\":\(names[quoted: endpoint]),\"ready\":true}\n", head)
        case .metadata(let endpoint): answer(ModelDescription.metadata(endpoint, name: names[quoted: endpoint]), head)
        case .config(let endpoint): answer(ModelDescription.config(endpoint, name: names[quoted: endpoint]), head)
        case .statistics: answer(statistics([.loss, .partials]), head)
        case .modelStatistics(let endpoint): answer(statistics([endpoint]), head)
        case .unknown(let what): answer(Problem(.notFound, what), head)
        // Answered elsewhere.
        case .ready, .infer: answer(Problem(.methodNotAllowed, "this path takes POST"), head)
        }
    }

    private func statistics(_ endpoints: [LossEndpoint]) -> String {
        let models = endpoints.map { statistics.json($0, name: names[quoted: $0]) }.joined(separator: ",")
        return "{\"model_stats\":[\(models)]}\n"
    }

    func infer(
        _ request: HTTPRequest, _ endpoint: LossEndpoint, _ arriving: Int, _ exchange: () -> any HTTPExchange
    ) -> HTTPResponse? {
        do throws(HeaderLength.Failure) {
            return compute(
                request, .inference(endpoint, headerLength: try HeaderLength.read(request.head)), arriving, exchange)
        } catch {
            return answer(Problem(.badRequest, error.detail), request.head)
        }
    }

    /// The answer to the content of an `infer` request, without what every answer has.
    func infer(
        _ pipeline: LossPipeline, _ body: ByteBuffer, _ endpoint: LossEndpoint, _ headerLength: Int?,
        _ timing: inout StepTiming
    ) throws(LossWireError) -> HTTPResponse {
        do throws(LossWireError) {
            let answer = try pipeline.infer(
                body, headerLength: headerLength, for: endpoint, model: names[quoted: endpoint], timing: &timing)
            statistics.add(timing, endpoint, succeeded: true)
            var response = HTTPResponse(.ok, body: .several(answer.content))
            if let length = answer.headerLength {
                response.fields.contentType = "application/octet-stream"
                response.fields.append("Inference-Header-Content-Length", "\(length)")
            } else {
                response.fields.contentType = "application/json"
            }
            return response
        } catch {
            statistics.add(timing, endpoint, succeeded: false)
            throw error
        }
    }
}
