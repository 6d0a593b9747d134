/// What a file in the safetensors format says of itself: eight octets of length, JSON of that length, then the tensors.
///
/// Read as strictly as the format's own library reads it: tensors lie one behind another from the start of the data to its
/// end, without gap or overlap, and each is as long as its shape and type say.
struct SafetensorsHeader {
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
    private(set) var issues = InputIssues()

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
        var seen = SeenMembers()
        try reader.readObject { reader, name throws(LossWireError) in
            if seen.has(name, reader) {
                add(JSONPointer.member(name, of: ""), "is there twice")
                return try reader.skipValue()
            }
            if ("__metadata__" as StaticString).isText(of: name) { return try readMetadata(&reader) }
            try readEntry(&reader, String(decoding: name, as: UTF8.self), JSONPointer.member(name, of: ""))
        }
        try reader.expectEnd()
        checkOffsets(dataCount: content.count - dataStart)
    }

    private mutating func readMetadata(_ reader: inout JSONReader) throws(LossWireError) {
        guard reader.peek() == UInt8(ascii: "{") else {
            add("/__metadata__", "is \(reader.kind()), and has to be an object of strings")
            return try reader.skipValue()
        }
        var seen = SeenMembers()
        try reader.readObject { reader, name throws(LossWireError) in
            let place = issues.hasRoom ? JSONPointer.member(name, of: "/__metadata__") : ""
            guard reader.peek() == UInt8(ascii: "\"") else {
                add(place, "is \(reader.kind()), and has to be a string")
                return try reader.skipValue()
            }
            if seen.has(name, reader) {
                add(place, "is there twice")
                return try reader.skipValue()
            }
            metadata.append((String(decoding: name, as: UTF8.self), try reader.readString()))
        }
    }

    private mutating func readEntry(
        _ reader: inout JSONReader, _ name: String, _ place: String
    ) throws(LossWireError) {
        guard reader.peek() == UInt8(ascii: "{") else {
            add(place, "is \(reader.kind()), and has to be an object")
            return try reader.skipValue()
        }
        guard entries.count < Self.maximumEntries else {
            add(place, "is one too many")
            return try reader.skipValue()
        }
        var entry = Entry()
        entry.name = name
        var seen = SeenMembers()
        try reader.readObject { reader, member throws(LossWireError) in
            if seen.has(member, reader) {
                add(JSONPointer.member(member, of: place), "is there twice")
                return try reader.skipValue()
            }
            if ("dtype" as StaticString).isText(of: member) {
                entry.datatype = try readDatatype(&reader, place)
            } else if ("shape" as StaticString).isText(of: member) {
                entry.dimensions = try readIntegers(&reader, "\(place)/shape", maximum: ListSizes.capacity)
            } else if ("data_offsets" as StaticString).isText(of: member) {
                let offsets = try readIntegers(&reader, "\(place)/data_offsets", maximum: 2)
                if let offsets, offsets.count == 2, offsets[0] <= offsets[1] {
                    entry.offsets = (offsets[0], offsets[1])
                } else if offsets != nil {
                    add("\(place)/data_offsets", "has to be where the tensor begins and where it ends")
                }
            } else {
                add(JSONPointer.member(member, of: place), "unknown field; a tensor has dtype, shape and data_offsets")
                try reader.skipValue()
            }
        }
        if entry.datatype == nil || entry.dimensions == nil || entry.offsets == nil {
            if issues.isEmpty { add(place, "has to have dtype, shape and data_offsets") }
        }
        entries.append(entry)
    }

    private mutating func readDatatype(_ reader: inout JSONReader, _ place: String) throws(LossWireError)
        -> TensorDatatype?
    {
        guard reader.peek() == UInt8(ascii: "\"") else {
            add("\(place)/dtype", "is \(reader.kind()), and has to be a string")
            try reader.skipValue()
            return nil
        }
        var text = try reader.readString()
        if let datatype = text.withUTF8({ TensorDatatype($0, as: \.safetensorsName) }) { return datatype }
        add(
            "\(place)/dtype",
            "is \"\(text.prefix(64))\", and has to be one of \(TensorDatatype.list(as: \.safetensorsName))")
        return nil
    }

    /// A list of integers that are at least 0; nil, with an issue, where it is none.
    private mutating func readIntegers(
        _ reader: inout JSONReader, _ place: String, maximum: Int
    ) throws(LossWireError) -> [Int]? {
        guard reader.peek() == UInt8(ascii: "[") else {
            add(place, "is \(reader.kind()), and has to be a list of integers")
            try reader.skipValue()
            return nil
        }
        var integers: [Int] = []
        var isRight = true
        try reader.readList { reader, index throws(LossWireError) in
            let reading = try Int64.read(&reader)
            if case .wrongKind = reading { try reader.skipValue() }
            guard case .element(let value) = reading, value >= 0, let integer = Int(exactly: value) else {
                isRight = false
                return add("\(place)/\(index)", "has to be an integer of at least 0")
            }
            if integers.count < maximum { integers.append(integer) } else { isRight = false }
        }
        if !isRight, issues.isEmpty { add(place, "has more than \(maximum) numbers") }
        return isRight ? integers : nil
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

    private mutating func add(_ pointer: @autoclosure () -> String, _ detail: @autoclosure () -> String) {
        guard issues.hasRoom else { return issues.add(undescribed: 1) }
        issues.add(pointer(), detail())
    }
}
