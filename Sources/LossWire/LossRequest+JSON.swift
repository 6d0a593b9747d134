extension LossRequest {
    /// Reads a JSON body: one batch, or `{"batches": […]}`.
    ///
    /// - Parameters:
    ///   - endpoint: what the batches are sent for.
    ///   - concurrently: what long tensors are read on many threads with; nil reads everything on this one.
    /// - Throws: ``LossWireError``: the first thing that keeps it from being JSON, or everything that is wrong with it.
    package init(
        json: UnsafeRawBufferPointer, for endpoint: LossEndpoint = .loss,
        concurrently: borrowing Concurrently? = nil
    ) throws(LossWireError) {
        let octets = json.bindMemory(to: UInt8.self)
        guard let start = octets.baseAddress, !octets.isEmpty else {
            throw .syntax("the content is empty, and a JSON object is expected", offset: 0)
        }
        var reader = JSONReader(start: start, count: octets.count)
        guard reader.peek() == UInt8(ascii: "{") else {
            if octets.starts(with: [0xef, 0xbb, 0xbf]) {
                throw .syntax("the JSON text begins with a byte order mark, which JSON does not have", offset: 0)
            }
            try reader.skipValue()
            try reader.expectEnd()
            var issues = InputIssues()
            issues.add("", "the content has to be an object")
            throw .invalid(issues)
        }

        var issues = InputIssues()
        let request: LossRequest?
        let first = try reader.openObject()
        if let first, try reader.areBatches(from: first) {
            request = try .batches(Self.readBatches(&reader, from: first, endpoint, &issues, concurrently))
        } else {
            request = try BatchReading.read(&reader, from: first, endpoint, pointer: "", &issues, concurrently)
                .map { .batch($0) }
        }
        try reader.expectEnd()
        guard issues.isEmpty, let request else { throw .invalid(issues) }
        self = request
    }

    private static func readBatches(
        _ reader: inout JSONReader, from first: JSONReader.Text, _ endpoint: LossEndpoint,
        _ issues: inout InputIssues, _ concurrently: Concurrently?
    ) throws(LossWireError) -> [BatchRequest] {
        var batches: [BatchRequest] = []
        var seen = false
        try reader.readFields(from: first) { reader, name throws(LossWireError) in
            guard ("batches" as StaticString).isText(of: name) else {
                issues.add(JSONPointer.member(name, of: ""), "no field stands beside batches")
                return try reader.skipValue()
            }
            guard !seen else {
                issues.add("/batches", "the field is there twice")
                return try reader.skipValue()
            }
            seen = true
            guard reader.peek() == UInt8(ascii: "[") else {
                issues.add("/batches", "is \(reader.kind()), and has to be a list of batches")
                return try reader.skipValue()
            }
            try reader.readList { reader, index throws(LossWireError) in
                let pointer = "/batches/\(index)"
                guard reader.peek() == UInt8(ascii: "{") else {
                    issues.add(pointer, "is \(reader.kind()), and has to be an object")
                    return try reader.skipValue()
                }
                let first = try reader.openObject()
                if let batch = try BatchReading.read(
                    &reader, from: first, endpoint, pointer: pointer, &issues, concurrently)
                {
                    batches.append(batch)
                }
            }
            if batches.isEmpty, issues.isEmpty { issues.add("/batches", "is empty") }
        }
        return batches
    }
}

extension JSONReader {
    /// Whether the object whose first name has been read has `batches` among its fields. Nothing more is consumed.
    ///
    /// Almost always its first field tells: only an object that begins with a field that is no batch's is read through.
    fileprivate func areBatches(from first: Text) throws(LossWireError) -> Bool {
        var probe = self
        var (octets, escaped) = first
        while LossField(octets) == nil {
            let isBatches =
                escaped ? try Self.resolve(octets) == "batches" : ("batches" as StaticString).isText(of: octets)
            if isBatches { return true }
            try probe.expect(":", "':'")
            try probe.skipValue()
            guard probe.consume(",") else { return false }
            probe.skipWhiteSpace()
            (octets, escaped) = try probe.scanString()
        }
        return false
    }
}
