import SoftmaxLoss

/// A request of the Open Inference Protocol, decoded and checked.
package struct InferRequest: Sendable {
    package let batch: BatchRequest
    /// The JSON string that the answer repeats, in its quotes.
    let identifier: [UInt8]?
    package let outputs: [InferOutput]
    /// The type of the logits, which is that of what is answered in their shape.
    package let datatype: TensorDatatype

    /// Reads `content`: JSON, and behind it the tensors that are sent as octets.
    ///
    /// Logits of 32 or 64 bits stay where they are in `content`, and gradients may later take their place.
    ///
    /// - Parameters:
    ///   - headerLength: octets of the JSON, as `Inference-Header-Content-Length` says; nil where there is nothing else.
    ///   - owner: what keeps `content`, which nobody else reads afterwards.
    /// - Throws: ``LossWireError``: what keeps it from being read at all, or everything that is wrong with it.
    package init(
        _ content: UnsafeRawBufferPointer, headerLength: Int?, owner: AnyObject, for endpoint: LossEndpoint,
        concurrently: Concurrently? = nil
    ) throws(LossWireError) {
        if headerLength == 0 {
            throw .syntax(
                "Inference-Header-Content-Length is 0, and raw content takes a model with one input; this one has several",
                offset: 0)
        }
        let length = headerLength ?? content.count
        guard length > 0, length <= content.count, let start = content.baseAddress else {
            throw .syntax(
                content.isEmpty
                    ? "the content is empty, and a JSON object is expected"
                    : "Inference-Header-Content-Length is \(length), and the content has \(content.count) octets",
                offset: content.count)
        }
        var reader = JSONReader(start: start.assumingMemoryBound(to: UInt8.self), count: length)
        var header = try InferHeader(&reader, endpoint)
        if headerLength == nil, reader.peek() != 0, header.hasOctets {
            throw .syntax(
                "there is something after the end of the JSON text; tensors behind it take the header field Inference-Header-Content-Length",
                offset: reader.offset)
        }
        try reader.expectEnd()
        let tensors = InferTensors(
            content: content, end: length, reader: reader, owner: owner, concurrently: concurrently)
        guard let datatype = try tensors.fill(&header) else { throw .invalid(header.named(header.issues)) }
        let outputs = header.resolveOutputs()
        guard let batch = header.batch.resolve(), header.issues.isEmpty else {
            throw .invalid(header.named(header.issues))
        }
        self.batch = batch
        self.outputs = outputs
        self.datatype = datatype
        identifier = header.identifier.map(Array.init)
    }

    /// Whether the answer takes one pass over the logits and is in octets, but for single numbers, as far as the JSON of the
    /// request says, which is looked at alone.
    package static func isQuick(
        _ content: UnsafeRawBufferPointer, headerLength: Int, for endpoint: LossEndpoint
    ) -> Bool {
        guard headerLength > 0, headerLength <= content.count, let start = content.baseAddress else { return false }
        var reader = JSONReader(start: start.assumingMemoryBound(to: UInt8.self), count: headerLength)
        guard let header = try? InferHeader(&reader, endpoint) else { return false }
        guard let outputs = header.outputs else { return header.outputsAreBinary }
        return outputs.allSatisfy { output in
            switch OutputName(rawValue: output.name) {
            case .logProbabilities, .predictions, .correct, .correctCount: false
            case let name: output.isBinary ?? header.outputsAreBinary || name?.extent == .one
            }
        }
    }
}

extension InferHeader {
    /// Whether any tensor is behind the JSON.
    fileprivate var hasOctets: Bool {
        inputs.contains { if case .octets? = $0.content { true } else { false } }
    }

    /// The outputs that are asked for; what has to be computed for them is set in the batch.
    fileprivate mutating func resolveOutputs() -> [InferOutput] {
        let endpoint = batch.endpoint
        var resolved: [InferOutput] = []
        var asked = OutputNames()
        if let outputs {
            for (index, output) in outputs.enumerated() {
                guard let name = OutputName(rawValue: output.name),
                    OutputName.all(of: endpoint).contains(name)
                else {
                    let known = OutputName.all(of: endpoint).map(\.rawValue).joined(separator: ", ")
                    issues.add(
                        "/outputs/\(index)/name", "is \"\(output.name.prefix(64))\", and has to be one of \(known)")
                    continue
                }
                guard !resolved.contains(where: { $0.name == name }) else {
                    issues.add("/outputs/\(index)/name", "\(name.rawValue) is there twice")
                    continue
                }
                resolved.append(InferOutput(name: name, isBinary: output.isBinary ?? outputsAreBinary))
                if let output = name.asked, endpoint == .loss, !asked.contains(output) {
                    asked.insert(output)
                    batch.outputPlaces.append((output, index))
                }
            }
        } else {
            resolved = OutputName.defaults(of: endpoint).map { InferOutput(name: $0, isBinary: outputsAreBinary) }
            asked = [.gradients]
        }
        batch.outputs = asked
        return resolved
    }

    /// The issues, with the names of the tensors that they are about: a place in a list says little to a reader.
    fileprivate func named(_ issues: InputIssues) -> InputIssues {
        issues.mapping { issue in
            let path = issue.pointer.split(separator: "/", maxSplits: 2)
            guard path.count >= 2, path[0] == "inputs", let index = Int(path[1]), inputs.indices.contains(index),
                !inputs[index].name.isEmpty
            else { return issue }
            return InputIssue(issue.pointer, "\(inputs[index].name.prefix(64)): \(issue.detail)")
        }
    }
}
