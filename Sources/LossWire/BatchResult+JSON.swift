import SoftmaxLoss

extension BatchResult {
    /// An upper bound for the octets that ``encodeJSON(into:)`` writes, and what it needs beyond them while writing.
    package var maximumJSONLength: Int {
        // All names, and ten numbers of at most 24 octets.
        let fixed = 768 + shape.dimensions.count * 24
        return switch tensors {
        case .float32(let tensors): fixed + length(tensors, number: JSONWriter.maximumFloat32Length)
        case .float64(let tensors): fixed + length(tensors, number: JSONWriter.maximumFloat64Length)
        }
    }

    /// Writes the result as a JSON object and returns how many octets that took.
    /// `memory` has room for ``maximumJSONLength``.
    package func encodeJSON(into memory: UnsafeMutableRawBufferPointer) -> Int {
        guard let base = memory.bindMemory(to: UInt8.self).baseAddress else { return 0 }
        var writer = JSONWriter(base)
        switch tensors {
        case .float32(let tensors): write(tensors, &writer) { writer, value in writer.write(value) }
        case .float64(let tensors): write(tensors, &writer) { writer, value in writer.write(value) }
        }
        precondition(writer.count <= memory.count, "a result is longer than it was reckoned to be")
        return writer.count
    }

    private func length<Scalar>(_ tensors: Tensors<Scalar>, number: Int) -> Int {
        func length(_ storage: TensorStorage<Scalar>?, _ dimensions: [Int]) -> Int {
            guard let storage else { return 0 }
            var lists = 1
            var total = 1
            for size in dimensions.dropLast() {
                lists *= size
                total += lists
            }
            // A comma a number; two brackets and a comma a list.
            return storage.count * (number + 1) + total * 3
        }
        return length(tensors.gradients, shape.dimensions) + length(tensors.probabilities, shape.dimensions)
            + length(tensors.elementLosses, shape.positionDimensions)
    }

    @inline(__always)
    private func write<Scalar: LossScalar>(
        _ tensors: Tensors<Scalar>, _ writer: inout JSONWriter, _ writeNumber: (inout JSONWriter, Scalar) -> Void
    ) {
        writer.write(octet: "{")
        if includesLoss {
            writer.write(literal: "\"loss\":")
            writeNumber(&writer, Scalar(summary.loss))
            writer.write(octet: ",")
        }
        writeSummary(&writer, type: Scalar.self == Float.self ? .float32 : .float64)
        if layout == .flat {
            writer.write(literal: ",\"shape\":[")
            for (index, size) in shape.dimensions.enumerated() {
                if index > 0 { writer.write(octet: ",") }
                writer.write(Int64(size))
            }
            writer.write(octet: "]")
        }
        write("element_losses", tensors.elementLosses, shape.positionDimensions, &writer, writeNumber)
        write("gradients", tensors.gradients, shape.dimensions, &writer, writeNumber)
        write("probabilities", tensors.probabilities, shape.dimensions, &writer, writeNumber)
        writer.write(octet: "}")
    }

    /// What is always there.
    private func writeSummary(_ writer: inout JSONWriter, type: ScalarType) {
        writer.write(literal: "\"normalizer\":")
        writer.write(summary.normalizer)
        writer.write(literal: ",\"normalization\":")
        switch options.divisor {
        case .normalization(let mode):
            writer.write(octet: "\"")
            writer.write(mode.rawValue)
            writer.write(octet: "\"")
        case .explicit: writer.write(literal: "null")
        }
        writer.write(literal: ",\"ignore_label\":")
        if let label = options.ignoreLabel { writer.write(label) } else { writer.write(literal: "null") }
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

    @inline(__always)
    private func write<Scalar>(
        _ name: StaticString, _ storage: TensorStorage<Scalar>?, _ dimensions: [Int], _ writer: inout JSONWriter,
        _ writeNumber: (inout JSONWriter, Scalar) -> Void
    ) {
        guard let storage else { return }
        writer.write(literal: ",\"")
        writer.write(literal: name)
        writer.write(literal: "\":")
        let values = UnsafePointer(storage.base)
        if layout == .flat {
            writeRow(values, storage.count, &writer, writeNumber)
        } else if let rowLength = dimensions.last {
            writeNested(values, storage.count / rowLength, rowLength, dimensions, &writer, writeNumber)
        } else {
            // Logits of rank 1 are one position, which has no dimensions.
            writeNumber(&writer, values[0])
        }
    }

    /// Row by row; each row opens and closes as many lists as it is the first and the last of.
    @inline(__always)
    private func writeNested<Scalar>(
        _ values: UnsafePointer<Scalar>, _ rows: Int, _ rowLength: Int, _ dimensions: [Int],
        _ writer: inout JSONWriter, _ writeNumber: (inout JSONWriter, Scalar) -> Void
    ) {
        // How many rows there are in a list of each depth above the rows, innermost first.
        var spans: [Int] = []
        for size in dimensions.dropLast().reversed() { spans.append((spans.last ?? 1) * size) }
        for row in 0..<rows {
            if row > 0 { writer.write(octet: ",") }
            for span in spans where row % span == 0 { writer.write(octet: "[") }
            writeRow(values + row * rowLength, rowLength, &writer, writeNumber)
            for span in spans where (row + 1) % span == 0 { writer.write(octet: "]") }
        }
    }

    @inline(__always)
    private func writeRow<Scalar>(
        _ values: UnsafePointer<Scalar>, _ count: Int, _ writer: inout JSONWriter,
        _ writeNumber: (inout JSONWriter, Scalar) -> Void
    ) {
        writer.write(octet: "[")
        writeNumber(&writer, values[0])
        for index in 1..<max(count, 1) {
            writer.write(octet: ",")
            writeNumber(&writer, values[index])
        }
        writer.write(octet: "]")
    }
}
