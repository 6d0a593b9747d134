/// What a file in the safetensors format says of itself: eight octets of length, JSON of that length, then the tensors.
///
/// Read as strictly as the format's own library reads it: tensors lie one behind another from the start of the data to its
/// end, without gap or overlap, and each is as long as its shape and type say.
struct SafetensorsHeader: TensorHeader {
    struct Entry {
        var name = ""
        var datatype: TensorDatatype?
        var dimensions: [Int]?
        var offsets: (begin: Int, end: Int)?
    }

    /// Octets of JSON that are taken: more than any batch needs.
    static let maximumLength = 1 << 20
    static let maximumEntries = 64

    private(set) var entries: [Entry] = []
    private(set) var metadata: [(name: String, value: String)] = []
    /// Where the tensors begin in the content.
    let dataStart: Int
    var issues = InputIssues()

    init(_ content: UnsafeRawBufferPointer) throws(LossWireError) {
        guard content.count >= 8, let base = content.baseAddress else {
            throw .syntax("the content is shorter than the eight octets that a safetensors file begins with", offset: 0)
        }
        let length = UInt64(littleEndian: base.loadUnaligned(as: UInt64.self))
        guard length <= UInt64(Self.maximumLength) else {
            throw .syntax(
                "the header would be \(length) octets long, and \(Self.maximumLength) are taken: is this a safetensors file?",
                offset: 0)
        }
        guard length <= UInt64(content.count - 8) else {
            throw .syntax("the header is \(length) octets long, and \(content.count - 8) are left", offset: 8)
        }
        dataStart = 8 + Int(length)
        var reader = JSONReader(start: base.assumingMemoryBound(to: UInt8.self), count: dataStart)
        reader.next += 8
        guard length > 0, reader.next.pointee == UInt8(ascii: "{") else {
            throw .syntax("the header does not begin with '{'", offset: 8)
        }
        try readObject(&reader, at: "") { header, reader, name throws(LossWireError) in
            if ("__metadata__" as StaticString).isText(of: name) { return try header.readMetadata(&reader) }
            try header.readEntry(&reader, String(decoding: name, as: UTF8.self), JSONPointer.member(name, of: ""))
        }
        try reader.expectEnd()
        checkOffsets(dataCount: content.count - dataStart)
    }

    private mutating func readMetadata(_ reader: inout JSONReader) throws(LossWireError) {
        try readObject(&reader, at: "/__metadata__") { header, reader, name throws(LossWireError) in
            let text = try header.readText(&reader, at: JSONPointer.member(name, of: "/__metadata__"))
            if let text { header.metadata.append((String(decoding: name, as: UTF8.self), text)) }
        }
    }

    private mutating func readEntry(
        _ reader: inout JSONReader, _ name: String, _ place: String
    ) throws(LossWireError) {
        guard entries.count < Self.maximumEntries else {
            add(place, "is one too many")
            return try reader.skipValue()
        }
        var entry = Entry()
        entry.name = name
        try readObject(&reader, at: place) { header, reader, member throws(LossWireError) in
            if ("dtype" as StaticString).isText(of: member) {
                entry.datatype = try header.readDatatype(&reader, at: "\(place)/dtype", as: \.safetensorsName)
            } else if ("shape" as StaticString).isText(of: member) {
                entry.dimensions = try header.readSizes(
                    &reader, at: "\(place)/shape", maximum: ListSizes.capacity)
            } else if ("data_offsets" as StaticString).isText(of: member) {
                let offsets = try header.readSizes(&reader, at: "\(place)/data_offsets", maximum: 2)
                if let offsets, offsets.count == 2, offsets[0] <= offsets[1] {
                    entry.offsets = (offsets[0], offsets[1])
                } else if offsets != nil {
                    header.add("\(place)/data_offsets", "has to be where the tensor begins and where it ends")
                }
            } else {
                header.add(
                    JSONPointer.member(member, of: place), "unknown field; a tensor has dtype, shape and data_offsets")
                try reader.skipValue()
            }
        }
        if entry.datatype == nil || entry.dimensions == nil || entry.offsets == nil {
            if issues.isEmpty { add(place, "has to have dtype, shape and data_offsets") }
        }
        entries.append(entry)
    }

    private mutating func checkOffsets(dataCount: Int) {
        guard issues.isEmpty else { return }
        var next = 0
        // Where two begin alike, one of them is empty and comes first.
        let ordered = entries.sorted {
            ($0.offsets?.begin ?? 0, $0.offsets?.end ?? 0) < ($1.offsets?.begin ?? 0, $1.offsets?.end ?? 0)
        }
        for entry in ordered {
            guard let offsets = entry.offsets, let datatype = entry.datatype, let dimensions = entry.dimensions else {
                continue
            }
            let place = JSONPointer.member(entry.name, of: "")
            guard let size = TensorOctets.size(dimensions, datatype) else {
                add("\(place)/shape", "is \(dimensions), which is more than memory can address")
                continue
            }
            guard offsets.begin == next else {
                add(
                    "\(place)/data_offsets",
                    "begins at \(offsets.begin), and the tensor before it ends at \(next): tensors lie one behind another"
                )
                return
            }
            guard offsets.end - offsets.begin == size.octets else {
                add(
                    "\(place)/data_offsets",
                    "is \(offsets.end - offsets.begin) octets, and \(dimensions) of \(datatype.safetensorsName) take \(size.octets)"
                )
                return
            }
            guard offsets.end <= dataCount else {
                add("\(place)/data_offsets", "ends at \(offsets.end), and there are \(dataCount) octets of data")
                return
            }
            next = offsets.end
        }
        if issues.isEmpty, next < dataCount {
            add("", "there are \(dataCount - next) octets behind the last tensor, which are none's")
        }
    }
}
