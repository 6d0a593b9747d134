/// The JSON of an `infer` request of the Open Inference Protocol, version 2, with the binary tensor extension.
///
/// What can be told without the tensors' content has been checked; what is wrong is in `issues`.
struct InferHeader: TensorHeader {
    /// An element of `inputs`.
    struct Input {
        enum Content {
            /// So many octets behind the JSON.
            case octets(Int)
            /// In lists, whose text begins here.
            case data(UnsafePointer<UInt8>)
        }

        var name = ""
        var datatype: TensorDatatype?
        var dimensions: [Int]?
        var content: Content?
        /// Whether something is wrong with it, which then has been said.
        var isBroken = false
    }

    /// An element of `outputs`.
    struct Output {
        var name = ""
        /// Whether it is to come as octets; nil where `binary_data_output` says.
        var isBinary: Bool?
    }

    /// The JSON string that the answer repeats, in its quotes; nil where there is none.
    var identifier: UnsafeBufferPointer<UInt8>?
    var inputs: [Input] = []
    var outputs: [Output]?
    /// `binary_data_output`.
    var outputsAreBinary = false
    /// The options, which fill this in.
    var batch: BatchReading
    var issues: InputIssues {
        get { batch.issues }
        set { batch.issues = newValue }
    }

    /// Reads the object that comes next.
    init(_ reader: inout JSONReader, _ endpoint: LossEndpoint) throws(LossWireError) {
        batch = BatchReading(endpoint, .inference(TensorIndices()))
        guard reader.peek() == UInt8(ascii: "{") else {
            try reader.skipValue()
            issues.add("", "the content has to be an object")
            return
        }
        try readObject(&reader, at: "") { header, reader, name throws(LossWireError) in
            if reader.peek() == UInt8(ascii: "n"), reader.consume(literal: "null") { return }
            if ("inputs" as StaticString).isText(of: name) { return try header.readInputs(&reader) }
            if ("outputs" as StaticString).isText(of: name) { return try header.readOutputs(&reader) }
            if ("parameters" as StaticString).isText(of: name) { return try header.readParameters(&reader) }
            if ("id" as StaticString).isText(of: name) { return try header.readIdentifier(&reader) }
            // KServe's client repeats what the path says.
            let isRepetition = ["model_name", "model_version"].contains { ($0 as StaticString).isText(of: name) }
            if !isRepetition {
                header.add(
                    JSONPointer.member(name, of: ""), "unknown field; there are id, inputs, outputs and parameters")
            }
            try reader.skipValue()
        }
    }

    private mutating func readIdentifier(_ reader: inout JSONReader) throws(LossWireError) {
        guard reader.peek() == UInt8(ascii: "\"") else {
            issues.add("/id", "is \(reader.kind()), and has to be a string")
            return try reader.skipValue()
        }
        let start = reader.next
        _ = try reader.scanString()
        identifier = UnsafeBufferPointer(start: start, count: reader.next - start)
    }

    /// Options are read into the batch; what the protocol itself has is understood or ignored.
    private mutating func readParameters(_ reader: inout JSONReader) throws(LossWireError) {
        try readObject(&reader, at: "/parameters") { header, reader, name throws(LossWireError) in
            if let field = LossField(name), field.isScalarOption { return try header.readOption(&reader, field) }
            if ("binary_data_output" as StaticString).isText(of: name) {
                header.outputsAreBinary =
                    try header.readBoolean(&reader, at: "/parameters/binary_data_output") ?? false
                return
            }
            if !Self.isReserved(name) {
                header.add(
                    JSONPointer.member(name, of: "/parameters"),
                    "unknown parameter; those of a batch are \(LossField.scalarOptions)")
            }
            try reader.skipValue()
        }
    }

    private mutating func readOption(_ reader: inout JSONReader, _ field: LossField) throws(LossWireError) {
        _ = batch.see(field)
        if reader.peek() == UInt8(ascii: "n"), reader.consume(literal: "null") { return }
        // Clients that have no null for a parameter say it in a word.
        if field == .ignoreLabel, reader.consume(literal: "\"none\"") { return }
        try batch.readOption(&reader, field)
    }

    // MARK: What parts of it are read with

    /// Reads the list of objects at `place`, handing each one's index to `body`, which reads it.
    mutating func readList(
        _ reader: inout JSONReader, of what: StaticString, at place: StaticString,
        _ body: (inout InferHeader, inout JSONReader, _ index: Int) throws(LossWireError) -> Void
    ) throws(LossWireError) {
        guard reader.peek() == UInt8(ascii: "[") else {
            add("\(place)", "is \(reader.kind()), and has to be a list of \(what)")
            return try reader.skipValue()
        }
        try reader.readList { reader, index throws(LossWireError) in
            guard index < Self.maximumTensors else {
                add("\(place)/\(index)", "is one too many")
                return try reader.skipValue()
            }
            try body(&self, &reader, index)
        }
    }

    /// More than there are names for, so that what is wrong with a few of them is said.
    private static var maximumTensors: Int { 64 }

    /// nil, with an issue, where it is no boolean.
    mutating func readBoolean(
        _ reader: inout JSONReader, at place: @autoclosure () -> String
    ) throws(LossWireError) -> Bool? {
        if reader.consume(literal: "true") { return true }
        if reader.consume(literal: "false") { return false }
        add(place(), "is \(reader.kind()), and has to be a boolean")
        try reader.skipValue()
        return nil
    }

    /// nil where it is no integer of 64 bits; it is consumed all the same.
    func readInteger(_ reader: inout JSONReader) throws(LossWireError) -> Int64? {
        switch try Int64.read(&reader) {
        case .element(let value): return value
        case .unrepresentable: return nil
        case .wrongKind:
            try reader.skipValue()
            return nil
        }
    }

    mutating func refuseSharedMemory(at place: @autoclosure () -> String) {
        add(place(), "asks for shared memory, which this server does not have")
    }

    /// What clients send for other servers' sake.
    private static func isReserved(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
        let names: [StaticString] = [
            "sequence_id", "sequence_start", "sequence_end", "priority", "timeout", "headers", "content_type",
        ]
        return names.contains { $0.isText(of: name) } || name.starts(with: "triton_".utf8)
    }
}
