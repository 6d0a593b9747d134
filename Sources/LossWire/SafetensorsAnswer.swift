import SoftmaxLoss

/// The answer to one batch as a safetensors file.
package struct SafetensorsAnswer: Sendable {
    /// Longest types first, so that each tensor begins at a multiple of its elements' size.
    package let tensors: [AnswerTensor]
    private let header: String

    /// - Parameters:
    ///   - datatype: the type of the logits, which is that of what has their shape.
    ///   - concurrently: what long tensors are narrowed with.
    package init(_ result: BatchResult, datatype: TensorDatatype, concurrently: Concurrently?) throws(LossWireError) {
        let endpoint = result.request.endpoint
        let names =
            switch endpoint {
            case .loss: OutputName.askable.filter(result.request.outputs.contains)
            case .partials: OutputName.defaults(of: .partials)
            }
        var tensors: [AnswerTensor] = []
        for name in names {
            tensors.append(try result.answer(name, logits: datatype, isText: false, concurrently))
        }
        var sorted: [AnswerTensor] = []
        for size in [8, 4, 2, 1] { sorted += tensors.filter { $0.datatype.size == size } }
        self.tensors = sorted
        header = Self.header(sorted, result.safetensorsMetadata)
    }

    /// What goes before the tensors: a multiple of eight octets.
    package var beginning: [UInt8] {
        var text = [UInt8](header.utf8)
        while text.count % 8 != 0 { text.append(UInt8(ascii: " ")) }
        let length = UInt64(text.count)
        return (0..<8).map { UInt8(truncatingIfNeeded: length >> UInt64(8 * $0)) } + text
    }

    private static func header(_ tensors: [AnswerTensor], _ metadata: [(String, String)]) -> String {
        let pairs = metadata.map { "\"\($0.0)\":\"\($0.1)\"" }.joined(separator: ",")
        var text = "{\"__metadata__\":{\(pairs)}"
        var offset = 0
        for tensor in tensors {
            let end = offset + tensor.octets.bytes.count
            let shape = tensor.dimensions.map(String.init).joined(separator: ",")
            text += ",\"\(tensor.name.rawValue)\":{\"dtype\":\"\(tensor.datatype.safetensorsName)\","
            text += "\"shape\":[\(shape)],\"data_offsets\":[\(offset),\(end)]}"
            offset = end
        }
        return text + "}"
    }
}

extension BatchResult {
    /// What the JSON of an answer says beside its tensors, as text: none of it needs a quote.
    fileprivate var safetensorsMetadata: [(String, String)] {
        var metadata = [("dtype", type.rawValue)]
        if request.endpoint == .partials {
            metadata.append(("class_offset", "\(request.shape.classOffset)"))
            metadata.append(("num_classes", "\(request.shape.totalClassCount)"))
        } else {
            metadata.append(("normalizer", "\(summary.normalizer)"))
            if let normalization = summary.normalization { metadata.append(("normalization", normalization.rawValue)) }
            metadata.append(("loss_sum", "\(summary.lossSum)"))
            if request.options.zLoss > 0 { metadata.append(("z_loss_sum", "\(summary.zLossSum)")) }
            metadata.append(("clamped_count", "\(summary.clampedCount)"))
            metadata.append(("non_finite_count", "\(summary.nonFiniteCount)"))
            if request.outputs.contains(.correct) { metadata.append(("correct_count", "\(summary.correctCount)")) }
        }
        if let label = request.options.ignoreLabel { metadata.append(("ignore_label", "\(label)")) }
        metadata.append(("valid_count", "\(summary.validCount)"))
        metadata.append(("weight_sum", "\(summary.weightSum)"))
        return metadata
    }
}
