import HTTPWire
import LossWire

/// Batches as safetensors files, in, out or both.
extension LossPipeline {
    /// Answers `body`, in pieces to be sent one after another, and says how long each step took.
    ///
    /// - Parameter options: what came beside a file.
    func run(
        _ body: ByteBuffer, _ formats: Formats, options: [(name: String, value: String)],
        for endpoint: LossEndpoint, timing: inout StepTiming
    ) throws(LossWireError) -> ContentPieces {
        if formats.request == .json, formats.answer == .json {
            return try run(json: body.bytes, of: body, for: endpoint, timing: &timing)
        }
        var stopwatch = Stopwatch()
        let (batch, datatype) = try decode(body, formats.request, options, endpoint)
        stopwatch.lap(&timing.decode)
        let result = try compute(batch)
        stopwatch.lap(&timing.compute)
        let content: ContentPieces
        switch formats.answer {
        case .json: content = try encode(result)
        case .safetensors:
            content = try encode(SafetensorsAnswer(result, datatype: datatype, concurrently: concurrently))
        }
        stopwatch.lap(&timing.encode)
        return content
    }

    private func decode(
        _ body: ByteBuffer, _ format: BodyFormat, _ options: [(name: String, value: String)], _ endpoint: LossEndpoint
    ) throws(LossWireError) -> (BatchRequest, TensorDatatype) {
        switch format {
        case .json:
            guard case .batch(let batch) = try LossRequest(json: body.bytes, for: endpoint, concurrently: concurrently)
            else {
                var issues = InputIssues()
                issues.add("/batches", "is answered in JSON alone: a safetensors file holds one batch")
                throw .invalid(issues)
            }
            return (batch, batch.logits.type == .float64 ? .fp64 : .fp32)
        case .safetensors:
            let request = try SafetensorsRequest(
                body.bytes, options: options, owner: body.owner, for: endpoint, concurrently: concurrently)
            return (request.batch, request.datatype)
        }
    }

    private func encode(_ answer: SafetensorsAnswer) throws(LossWireError) -> ContentPieces {
        let beginning = answer.beginning
        let tensors = answer.tensors.map(\.octets)
        let joined = tensors.prefix { $0.bytes.count <= Self.joinedLength }.reduce(0) { $0 + $1.bytes.count }
        guard let first = ByteBuffer(ifAvailable: beginning.count + joined) else { throw .outOfMemory }
        beginning.withUnsafeBytes { _ = first.append($0) }
        return .several([first] + Self.append(tensors, to: first))
    }
}
