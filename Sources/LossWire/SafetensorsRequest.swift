import SoftmaxLoss

/// One batch in a safetensors file: its tensors by their names, its options in the metadata or beside the file.
package struct SafetensorsRequest: Sendable {
    package let batch: BatchRequest
    /// The type of the logits, which is that of what is answered in their shape.
    package let datatype: TensorDatatype

    /// Logits of 32 or 64 bits stay where they are in `content`, and gradients may later take their place.
    ///
    /// - Parameters:
    ///   - options: names and values that came beside the file, such as a query.
    ///   - owner: what keeps `content`, which nobody else reads afterwards.
    /// - Throws: ``LossWireError``: what keeps it from being read at all, or everything that is wrong with it.
    package init(
        _ content: UnsafeRawBufferPointer, options: [(name: String, value: String)] = [], owner: AnyObject,
        for endpoint: LossEndpoint, concurrently: Concurrently? = nil
    ) throws(LossWireError) {
        let header = try SafetensorsHeader(content)
        var issues = header.issues
        let tensors = Self.tensors(of: header, &issues)
        var indices = TensorIndices()
        for (field, index) in tensors { indices.append(field, index) }
        let queried = options.compactMap { LossField(named: $0.name) }
        var batch = BatchReading(endpoint, .safetensors(indices, queried: queried))
        for (field, _) in tensors { _ = batch.see(field) }
        try Self.read(header.metadata, options, into: &batch, &issues)
        issues.add(batch.issues)
        batch.issues = issues
        guard issues.isEmpty, let base = content.baseAddress else { throw .invalid(Self.placed(issues)) }

        let logits = tensors.first { $0.field == .logits }.flatMap { header.entries[$0.index].datatype } ?? .fp32
        for (field, index) in tensors {
            let entry = header.entries[index]
            guard let dimensions = entry.dimensions, let type = entry.datatype, let offsets = entry.offsets else {
                continue
            }
            let filling = TensorFilling(
                field: field, dimensions: dimensions, logits: logits, owner: owner, concurrently: concurrently)
            try filling.fill(
                &batch,
                TensorOctets(
                    datatype: type, dimensions: dimensions, count: (offsets.end - offsets.begin) / type.size,
                    base: base + header.dataStart + offsets.begin))
        }
        guard let request = batch.resolve() else { throw .invalid(Self.placed(batch.issues)) }
        self.batch = request
        datatype = logits
    }

    /// Which of the file's tensors are which fields.
    private static func tensors(
        of header: SafetensorsHeader, _ issues: inout InputIssues
    ) -> [(field: LossField, index: Int)] {
        var tensors: [(field: LossField, index: Int)] = []
        for (index, entry) in header.entries.enumerated() {
            if let field = LossField(named: entry.name), field.isTensor {
                tensors.append((field, index))
            } else {
                issues.add(
                    JSONPointer.member(entry.name, of: ""), "is no tensor of a batch; there are \(LossField.tensors)")
            }
        }
        return tensors
    }

    private static func read(
        _ metadata: [(name: String, value: String)], _ query: [(name: String, value: String)],
        into batch: inout BatchReading, _ issues: inout InputIssues
    ) throws(LossWireError) {
        func read(_ options: [(name: String, value: String)], _ place: (String) -> String) throws(LossWireError) {
            for (name, value) in options {
                if let field = LossField(named: name) {
                    try batch.readOption(field, text: value)
                } else {
                    issues.add(place(name), "unknown option; there are \(LossField.scalarOptions), outputs")
                }
            }
        }
        // PyTorch's own library says with `format` that a file is of tensors of PyTorch.
        try read(metadata.filter { $0.name != "format" }) { JSONPointer.member($0, of: "/__metadata__") }
        try read(query) { "?\($0.prefix(64))" }
    }

    /// A query is no place in the content: its names go into the text.
    private static func placed(_ issues: InputIssues) -> InputIssues {
        issues.mapping { issue in
            // By scalars: an accent behind the question mark would make one character with it.
            let scalars = issue.pointer.unicodeScalars
            guard scalars.first == "?" else { return issue }
            return InputIssue("", "\(String(scalars.dropFirst())) in the query \(issue.detail)")
        }
    }
}
