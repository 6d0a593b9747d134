import SoftmaxLoss

/// The answer of the Open Inference Protocol to one request: JSON, and tensors that go out behind it as octets.
package struct InferAnswer: Sendable {
    /// A stretch of the JSON that can be written by itself: parts written one after another make the whole.
    package struct Part: Sendable {
        enum Content: Sendable {
            case beginning
            /// What is said of a tensor, and some rows of its elements where they stand in the JSON.
            case tensor(Int, rows: Range<Int>)
            case end
        }

        let content: Content
        /// An upper bound for the octets that the part is written in, and what is needed beyond them while writing.
        package let maximumLength: Int
    }

    private let model: String
    private let identifier: [UInt8]?
    private let parameters: String
    private let tensors: [AnswerTensor]
    private let areBinary: [Bool]

    /// - Parameters:
    ///   - model: the name that the model has here, as a JSON string.
    ///   - concurrently: what long tensors are narrowed with.
    package init(
        _ request: InferRequest, _ result: BatchResult, model: String, concurrently: Concurrently?
    ) throws(LossWireError) {
        self.model = model
        identifier = request.identifier
        var tensors: [AnswerTensor] = []
        for output in request.outputs {
            tensors.append(
                try result.answer(
                    output.name, logits: request.datatype, isText: !output.isBinary, concurrently))
        }
        self.tensors = tensors
        areBinary = request.outputs.map(\.isBinary)
        parameters = result.inferParameters
    }

    /// Those that go out behind the JSON, in order.
    package var binaryTensors: [AnswerTensor] {
        zip(tensors, areBinary).compactMap { $1 ? $0 : nil }
    }

    /// The JSON in parts of about `length` octets each, or less.
    package func parts(of length: Int) -> [Part] {
        let beginning = 160 + model.utf8.count + (identifier?.count ?? 0) + parameters.utf8.count
        var parts = [Part(content: .beginning, maximumLength: beginning)]
        for (index, tensor) in tensors.enumerated() {
            let rows = Self.rows(of: tensor)
            guard !areBinary[index] else {
                parts.append(Part(content: .tensor(index, rows: 0..<0), maximumLength: Self.headLength))
                continue
            }
            let step = max(1, length / rows.maximumLength(of: 1, numberLength: Self.numberLength(tensor)))
            for start in stride(from: 0, to: rows.count, by: step) {
                let range = start..<min(start + step, rows.count)
                let length = rows.maximumLength(of: range.count, numberLength: Self.numberLength(tensor))
                parts.append(Part(content: .tensor(index, rows: range), maximumLength: Self.headLength + length))
            }
        }
        parts.append(Part(content: .end, maximumLength: 8))
        return parts
    }

    /// Writes `part` and returns how many octets that took. `memory` has room for its `maximumLength`.
    package func write(_ part: Part, into memory: UnsafeMutableRawBufferPointer) -> Int {
        guard let base = memory.bindMemory(to: UInt8.self).baseAddress else { return 0 }
        precondition(memory.count >= part.maximumLength, "there is less room than was asked for")
        var writer = JSONWriter(base, nonFiniteIsBare: true)
        switch part.content {
        case .beginning: writeBeginning(&writer)
        case .tensor(let index, let rows): write(tensors[index], index, rows, &writer)
        case .end: writer.write(literal: "]}")
        }
        precondition(writer.count <= part.maximumLength, "an answer is longer than it was reckoned to be")
        return writer.count
    }

    /// Names, sixteen dimensions, and what stands around them.
    private static let headLength = 512

    private static func numberLength(_ tensor: AnswerTensor) -> Int {
        tensor.datatype == .fp64 ? JSONWriter.maximumFloat64Length : 20
    }

    private static func rows(of tensor: AnswerTensor) -> TensorRows {
        TensorRows(dimensions: tensor.dimensions, elementCount: tensor.count, layout: .flat)
    }

    private func writeBeginning(_ writer: inout JSONWriter) {
        writer.write(octet: "{")
        if let identifier {
            writer.write(literal: "\"id\":")
            for octet in identifier {
                writer.next.pointee = octet
                writer.next += 1
            }
            writer.write(octet: ",")
        }
        writer.write(literal: "\"model_name\":")
        writer.write(model)
        writer.write(literal: ",\"model_version\":\"1\"")
        writer.write(parameters)
        writer.write(literal: ",\"outputs\":[")
    }

    private func write(_ tensor: AnswerTensor, _ index: Int, _ range: Range<Int>, _ writer: inout JSONWriter) {
        let isBinary = areBinary[index]
        let rows = Self.rows(of: tensor)
        if range.lowerBound == 0 {
            if index > 0 { writer.write(octet: ",") }
            writer.write(literal: "{\"name\":\"")
            writer.write(tensor.name.rawValue)
            writer.write(literal: "\",\"datatype\":\"")
            writer.write(literal: tensor.datatype.protocolName)
            writer.write(literal: "\",\"shape\":[")
            for (index, size) in tensor.dimensions.enumerated() {
                if index > 0 { writer.write(octet: ",") }
                writer.write(Int64(size))
            }
            writer.write(octet: "]")
            if isBinary {
                writer.write(literal: ",\"parameters\":{\"binary_data_size\":")
                writer.write(Int64(tensor.octets.bytes.count))
                return writer.write(literal: "}}")
            }
            writer.write(literal: ",\"data\":")
        }
        switch tensor.elements {
        case .float32(let storage): writer.write(Float32Writing(storage), rows, range)
        case .float64(let storage): writer.write(Float64Writing(storage), rows, range)
        case .int64(let storage): writer.write(Int64Writing(storage), rows, range)
        case .booleans(let storage): writer.write(BooleanWriting(storage), rows, range)
        // What stands in JSON is not packed.
        case .half: break
        }
        if range.upperBound == rows.count { writer.write(octet: "}") }
    }
}

extension BatchResult {
    /// What there is to say that no tensor can: `parameters` of the answer, with a comma before them.
    fileprivate var inferParameters: String {
        var members: [String] = []
        if request.endpoint == .loss, let normalization = summary.normalization {
            members.append("\"normalization\":\"\(normalization.rawValue)\"")
        }
        if let label = request.options.ignoreLabel { members.append("\"ignore_label\":\(label)") }
        return members.isEmpty ? "" : ",\"parameters\":{\(members.joined(separator: ","))}"
    }
}
