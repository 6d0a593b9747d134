import SoftmaxLoss

/// A stretch of a result's JSON that can be written by itself: parts written one after another make the whole.
package struct JSONPart: Sendable {
    enum Content: Sendable {
        case whole
        /// The opening brace and all that there is one of.
        case summary
        /// Some rows of a tensor, behind its name where they are the first.
        case rows(ResultTensor, Range<Int>)
        case end
    }

    let content: Content
    /// An upper bound for the octets that the part is written in, and what is needed beyond them while writing.
    package let maximumLength: Int
}

extension BatchResult {
    /// The result as one part, or as parts of about `length` octets each where it is longer than that.
    package func jsonParts(of length: Int) -> [JSONPart] {
        let whole = maximumJSONLength
        if whole <= length { return [JSONPart(content: .whole, maximumLength: whole)] }

        var parts = [JSONPart(content: .summary, maximumLength: maximumSummaryLength)]
        forEachTensor { tensor in
            let (rows, numberLength) = (rows(of: tensor), tensor.elementLength)
            let step = max(1, length / rows.maximumLength(of: 1, numberLength: numberLength))
            for start in stride(from: 0, to: rows.count, by: step) {
                let range = start..<min(start + step, rows.count)
                let length = rows.maximumLength(of: range.count, numberLength: numberLength)
                parts.append(JSONPart(content: .rows(tensor, range), maximumLength: length))
            }
        }
        parts.append(JSONPart(content: .end, maximumLength: 1))
        return parts
    }

    /// An upper bound for the octets that the whole result is written in, and what is needed beyond them while writing.
    package var maximumJSONLength: Int {
        let (positionCount, depth) = (request.shape.positionCount, request.shape.dimensions.count)
        var length = maximumSummaryLength
        forEachTensor { tensor in
            // Without classes there are empty rows, of which each is around a position at least.
            length += TensorRows.maximumLength(
                ofNumbers: max(tensor.count, positionCount), numberLength: tensor.elementLength, depth: depth)
        }
        return length
    }

    /// All names, a dozen numbers of at most 24 octets, and what a number touches beyond its end.
    private var maximumSummaryLength: Int { 896 + request.shape.dimensions.count * 24 }

    private func rows(of tensor: ResultTensor) -> TensorRows {
        let (shape, layout) = (request.shape, request.layout)
        return tensor.isPerPosition
            ? TensorRows(dimensions: shape.positionDimensions, elementCount: tensor.count, layout: layout)
            : TensorRows(dimensions: shape.dimensions, elementCount: tensor.count, layout: layout)
    }

    /// Writes the whole result and returns how many octets that took. `memory` has room for `maximumJSONLength`.
    package func encodeJSON(into memory: UnsafeMutableRawBufferPointer) -> Int {
        encodeJSON(JSONPart(content: .whole, maximumLength: memory.count), into: memory)
    }

    /// Writes `part` and returns how many octets that took. `memory` has room for its `maximumLength`.
    package func encodeJSON(_ part: JSONPart, into memory: UnsafeMutableRawBufferPointer) -> Int {
        guard let base = memory.bindMemory(to: UInt8.self).baseAddress else { return 0 }
        precondition(memory.count >= part.maximumLength, "there is less room than was asked for")
        var writer = JSONWriter(base)
        write(part, &writer)
        precondition(writer.count <= part.maximumLength, "a result is longer than it was reckoned to be")
        return writer.count
    }

    private func write(_ part: JSONPart, _ writer: inout JSONWriter) {
        switch part.content {
        case .summary: writeSummary(&writer)
        case .rows(let tensor, let range): write(tensor, rows(of: tensor), range, &writer)
        case .end: writer.write(octet: "}")
        case .whole:
            writeSummary(&writer)
            forEachTensor { writeWhole($0, &writer) }
            writer.write(octet: "}")
        }
    }

    private func writeWhole(_ tensor: ResultTensor, _ writer: inout JSONWriter) {
        let rows = rows(of: tensor)
        write(tensor, rows, 0..<rows.count, &writer)
    }

    private func writeSummary(_ writer: inout JSONWriter) {
        writer.write(octet: "{")
        switch request.endpoint {
        case .loss:
            if request.outputs.contains(.loss) {
                writer.write(literal: "\"loss\":")
                switch type {
                case .float32: writer.write(Float(summary.loss))
                case .float64: writer.write(summary.loss)
                }
                writer.write(octet: ",")
            }
            writeCounts(&writer)
        case .partials: writeSlice(&writer)
        }
        switch type {
        case .float32: writer.write(literal: ",\"dtype\":\"float32\"")
        case .float64: writer.write(literal: ",\"dtype\":\"float64\"")
        }
        guard request.layout == .flat else { return }
        writer.write(literal: ",\"shape\":[")
        for (index, size) in request.shape.dimensions.enumerated() {
            if index > 0 { writer.write(octet: ",") }
            writer.write(Int64(size))
        }
        writer.write(octet: "]")
    }

    /// What there is of partials beside their tensors.
    private func writeSlice(_ writer: inout JSONWriter) {
        writer.write(literal: "\"class_offset\":")
        writer.write(Int64(request.shape.classOffset))
        writer.write(literal: ",\"num_classes\":")
        writer.write(Int64(request.shape.totalClassCount))
        writeKept(&writer)
    }

    /// What is the same for all slices of a batch.
    private func writeKept(_ writer: inout JSONWriter) {
        writer.write(literal: ",\"ignore_label\":")
        if let label = request.options.ignoreLabel { writer.write(label) } else { writer.write(literal: "null") }
        writer.write(literal: ",\"valid_count\":")
        writer.write(Int64(summary.validCount))
        writer.write(literal: ",\"weight_sum\":")
        writer.write(summary.weightSum)
    }

    /// What is always there.
    private func writeCounts(_ writer: inout JSONWriter) {
        writer.write(literal: "\"normalizer\":")
        writer.write(summary.normalizer)
        writer.write(literal: ",\"normalization\":")
        if let mode = summary.normalization {
            writer.write(octet: "\"")
            writer.write(mode.rawValue)
            writer.write(octet: "\"")
        } else {
            writer.write(literal: "null")
        }
        writeKept(&writer)
        writer.write(literal: ",\"loss_sum\":")
        writer.write(summary.lossSum)
        if request.options.zLoss > 0 {
            writer.write(literal: ",\"z_loss_sum\":")
            writer.write(summary.zLossSum)
        }
        writer.write(literal: ",\"clamped_count\":")
        writer.write(Int64(summary.clampedCount))
        writer.write(literal: ",\"non_finite_count\":")
        writer.write(Int64(summary.nonFiniteCount))
        if request.outputs.contains(.correct) {
            writer.write(literal: ",\"correct_count\":")
            writer.write(Int64(summary.correctCount))
        }
    }

    private func write(_ tensor: ResultTensor, _ rows: TensorRows, _ range: Range<Int>, _ writer: inout JSONWriter) {
        if range.lowerBound == 0 {
            writer.write(literal: ",\"")
            writer.write(tensor.name.rawValue)
            writer.write(literal: "\":")
        }
        switch tensor.elements {
        case .float32(let storage): writer.write(Float32Writing(storage), rows, range)
        case .float64(let storage): writer.write(Float64Writing(storage), rows, range)
        case .indices(let storage): writer.write(IndexWriting(storage), rows, range)
        case .booleans(let storage): writer.write(BooleanWriting(storage), rows, range)
        case .optionals(let storage, let isThere): writer.write(OptionalWriting(storage, isThere), rows, range)
        }
    }
}
