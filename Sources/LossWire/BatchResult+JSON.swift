import SoftmaxLoss

/// A stretch of a result's JSON that can be written by itself: parts written one after another make the whole.
package struct JSONPart: Sendable {
    enum Content: Sendable {
        case whole
        /// The opening brace and all that there is one of.
        case summary
        /// Some rows of a tensor, behind its name where they are the first.
        case rows(OutputName, Range<Int>)
        case end
    }

    let content: Content
    /// An upper bound for the octets that the part is written in, and what is needed beyond them while writing.
    package let maximumLength: Int
}

extension BatchResult {
    /// The result as one part, or as parts of about `length` octets each where it is longer than that.
    package func jsonParts(of length: Int) -> [JSONPart] {
        switch tensors {
        case .float32(let tensors): parts(tensors, of: length, numberLength: JSONWriter.maximumFloat32Length)
        case .float64(let tensors): parts(tensors, of: length, numberLength: JSONWriter.maximumFloat64Length)
        }
    }

    /// An upper bound for the octets that the whole result is written in, and what is needed beyond them while writing.
    package var maximumJSONLength: Int {
        switch tensors {
        case .float32(let tensors): maximumLength(tensors, numberLength: JSONWriter.maximumFloat32Length)
        case .float64(let tensors): maximumLength(tensors, numberLength: JSONWriter.maximumFloat64Length)
        }
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
        switch tensors {
        case .float32(let tensors): write(part, tensors, Float32Writing.self, &writer)
        case .float64(let tensors): write(part, tensors, Float64Writing.self, &writer)
        }
        precondition(writer.count <= part.maximumLength, "a result is longer than it was reckoned to be")
        return writer.count
    }

    // MARK: Cutting

    /// All names, ten numbers of at most 24 octets, and what a number touches beyond its end.
    private var maximumSummaryLength: Int { 768 + request.shape.dimensions.count * 24 }

    @inline(__always)
    private func maximumLength<Scalar>(_ tensors: Tensors<Scalar>, numberLength: Int) -> Int {
        var whole = maximumSummaryLength
        tensors.forEach { name, storage in
            let rows = rows(of: name, storage.count)
            whole += rows.maximumLength(of: rows.count, numberLength: numberLength)
        }
        return whole
    }

    private func parts<Scalar>(_ tensors: Tensors<Scalar>, of length: Int, numberLength: Int) -> [JSONPart] {
        let whole = maximumLength(tensors, numberLength: numberLength)
        if whole <= length { return [JSONPart(content: .whole, maximumLength: whole)] }

        var parts = [JSONPart(content: .summary, maximumLength: maximumSummaryLength)]
        tensors.forEach { name, storage in
            let rows = rows(of: name, storage.count)
            let step = max(1, length / rows.maximumLength(of: 1, numberLength: numberLength))
            for start in stride(from: 0, to: rows.count, by: step) {
                let range = start..<min(start + step, rows.count)
                let length = rows.maximumLength(of: range.count, numberLength: numberLength)
                parts.append(JSONPart(content: .rows(name, range), maximumLength: length))
            }
        }
        parts.append(JSONPart(content: .end, maximumLength: 1))
        return parts
    }

    private func rows(of name: OutputName, _ count: Int) -> TensorRows {
        let dimensions = name == .elementLosses ? request.shape.positionDimensions : request.shape.dimensions
        return TensorRows(dimensions: dimensions, elementCount: count, layout: request.layout)
    }

    // MARK: Writing

    @inline(__always)
    private func write<Numbers: TensorWriting>(
        _ part: JSONPart, _ tensors: Tensors<Numbers.Scalar>, _ numbers: Numbers.Type, _ writer: inout JSONWriter
    ) {
        switch part.content {
        case .summary: writeSummary(numbers, &writer)
        case .rows(let name, let range):
            tensors.forEach { present, storage in
                if present == name { write(name, numbers.init(storage), rows(of: name, storage.count), range, &writer) }
            }
        case .end: writer.write(octet: "}")
        case .whole:
            writeSummary(numbers, &writer)
            tensors.forEach { name, storage in
                let rows = rows(of: name, storage.count)
                write(name, numbers.init(storage), rows, 0..<rows.count, &writer)
            }
            writer.write(octet: "}")
        }
    }

    @inline(__always)
    private func writeSummary<Numbers: TensorWriting>(_ numbers: Numbers.Type, _ writer: inout JSONWriter) {
        writer.write(octet: "{")
        if request.outputs.contains(.loss) {
            writer.write(literal: "\"loss\":")
            Numbers.write(Numbers.Scalar(summary.loss), &writer)
            writer.write(octet: ",")
        }
        writeCounts(&writer, type: Numbers.type)
        guard request.layout == .flat else { return }
        writer.write(literal: ",\"shape\":[")
        for (index, size) in request.shape.dimensions.enumerated() {
            if index > 0 { writer.write(octet: ",") }
            writer.write(Int64(size))
        }
        writer.write(octet: "]")
    }

    /// What is always there.
    private func writeCounts(_ writer: inout JSONWriter, type: ScalarType) {
        writer.write(literal: "\"normalizer\":")
        writer.write(summary.normalizer)
        writer.write(literal: ",\"normalization\":")
        switch request.options.divisor {
        case .normalization(let mode):
            writer.write(octet: "\"")
            writer.write(mode.rawValue)
            writer.write(octet: "\"")
        case .explicit: writer.write(literal: "null")
        }
        writer.write(literal: ",\"ignore_label\":")
        if let label = request.options.ignoreLabel { writer.write(label) } else { writer.write(literal: "null") }
        writer.write(literal: ",\"valid_count\":")
        writer.write(Int64(summary.validCount))
        writer.write(literal: ",\"weight_sum\":")
        writer.write(summary.weightSum)
        writer.write(literal: ",\"loss_sum\":")
        writer.write(summary.lossSum)
        writer.write(literal: ",\"clamped_count\":")
        writer.write(Int64(summary.clampedCount))
        writer.write(literal: ",\"non_finite_count\":")
        writer.write(Int64(summary.nonFiniteCount))
        writer.write(literal: ",\"dtype\":\"")
        writer.write(type.rawValue)
        writer.write(octet: "\"")
    }

    /// Rows `range` of a tensor; each opens and closes as many lists as it is the first and the last of.
    @inline(__always)
    private func write<Numbers: TensorWriting>(
        _ name: OutputName, _ numbers: consuming Numbers, _ rows: TensorRows, _ range: Range<Int>,
        _ writer: inout JSONWriter
    ) {
        if range.lowerBound == 0 {
            writer.write(literal: ",\"")
            writer.write(name.rawValue)
            writer.write(literal: "\":")
        }
        // One's own: the place of the caller's would be stored and loaded again around every number.
        var text = JSONWriter(writer.next)
        for row in range {
            if row > 0 { text.write(octet: ",") }
            for depth in 0..<rows.spans.count where row % rows.spans[depth] == 0 { text.write(octet: "[") }
            let elements = rows.elements(of: row)
            var index = elements.lowerBound
            numbers.write(index, &text)
            index &+= 1
            while index < elements.upperBound {
                text.write(octet: ",")
                numbers.write(index, &text)
                index &+= 1
            }
            let isLast = row + 1 == rows.count
            for depth in 0..<rows.spans.count where isLast || (row + 1) % rows.spans[depth] == 0 {
                text.write(octet: "]")
            }
        }
        writer.next = text.next
    }
}

extension BatchResult.Tensors {
    /// Those that were asked for, in the order in which they are written.
    @inline(__always)
    fileprivate func forEach(_ body: (OutputName, TensorStorage<Scalar>) -> Void) {
        if let elementLosses { body(.elementLosses, elementLosses) }
        if let gradients { body(.gradients, gradients) }
        if let probabilities { body(.probabilities, probabilities) }
    }
}
