extension CaffeGolden.Case {
    /// The case as a request, with every output asked for. Logits and labels are flat, or nested in their shapes.
    package func json(nested: Bool) -> String {
        let numbers = logits.map(\.json)
        var fields = [
            "\"axis\":\(axis)", "\"dtype\":\"\(dtype)\"", "\"loss_weight\":\(lossWeight)",
            "\"outputs\":[\"loss\",\"gradients\",\"probabilities\",\"element_losses\"]",
        ]
        if nested {
            fields.append("\"logits\":\(Self.nest(numbers[...], shape))")
        } else {
            fields.append("\"shape\":\(shape)")
            fields.append("\"logits\":[\(numbers.joined(separator: ","))]")
        }
        let positions = shape.enumerated().filter { $0.offset != (axis < 0 ? axis + shape.count : axis) }.map(\.element)
        let texts = labels.map(String.init)
        fields.append("\"labels\":\(nested ? Self.nest(texts[...], positions) : "[\(texts.joined(separator: ","))]")")
        if let ignoreLabel { fields.append("\"ignore_label\":\(ignoreLabel)") }
        if let normalization { fields.append("\"normalization\":\"\(normalization)\"") }
        if let normalize { fields.append("\"normalize\":\(normalize)") }
        return "{\(fields.joined(separator: ","))}"
    }

    private static func nest(_ texts: ArraySlice<String>, _ shape: [Int]) -> String {
        guard let size = shape.first else { return texts.first ?? "" }
        let length = texts.count / size
        let parts = (0..<size).map { index in
            nest(texts.dropFirst(index * length).prefix(length), Array(shape.dropFirst()))
        }
        return "[\(parts.joined(separator: ","))]"
    }

    /// Whether an answer to it is Caffe's, within the fixture's tolerance.
    package func accepts(_ answer: LossAnswer, nested: Bool) -> Bool {
        guard let loss = answer.loss, let gradients = answer.gradients, let probabilities = answer.probabilities,
            let elementLosses = answer.elementLosses
        else { return false }
        return accepts(loss: loss.value) && accepts(gradients: gradients.values)
            && accepts(probabilities: probabilities.values) && answer.normalizer == expected.normalizer
            && answer.dtype == dtype && elementLosses.values.count == labels.count
            && gradients.shape == (nested ? shape : [gradients.values.count]) && answer.shape == (nested ? nil : shape)
    }
}
