/// What says of tensors in octets which they are and how they lie, in JSON of its own. It is read to its end whatever is
/// wrong with it; what that is gets noted.
protocol TensorHeader {
    var issues: InputIssues { get set }
}

extension TensorHeader {
    /// Notes what is wrong at `pointer`; neither is put into words where it would not be listed.
    mutating func add(_ pointer: @autoclosure () -> String, _ detail: @autoclosure () -> String) {
        issues.add { InputIssue(pointer(), detail()) }
    }

    /// Reads the object at `place`, handing each member to `body`, which consumes its value, but none twice.
    mutating func readObject(
        _ reader: inout JSONReader, at place: @autoclosure () -> String,
        _ body: (inout Self, inout JSONReader, _ name: UnsafeBufferPointer<UInt8>) throws(LossWireError) -> Void
    ) throws(LossWireError) {
        guard reader.peek() == UInt8(ascii: "{") else {
            add(place(), "is \(reader.kind()), and has to be an object")
            return try reader.skipValue()
        }
        var seen = SeenMembers()
        try reader.readObject { reader, name throws(LossWireError) in
            if seen.has(name, reader) {
                add(JSONPointer.member(name, of: place()), "is there twice")
                return try reader.skipValue()
            }
            try body(&self, &reader, name)
        }
    }

    /// nil, with an issue, where it is no string.
    mutating func readText(
        _ reader: inout JSONReader, at place: @autoclosure () -> String
    ) throws(LossWireError) -> String? {
        guard reader.peek() == UInt8(ascii: "\"") else {
            add(place(), "is \(reader.kind()), and has to be a string")
            try reader.skipValue()
            return nil
        }
        return try reader.readString()
    }

    /// A type by what `name` says that it is called; nil, with an issue, where it is none.
    mutating func readDatatype(
        _ reader: inout JSONReader, at place: @autoclosure () -> String, as name: (TensorDatatype) -> StaticString
    ) throws(LossWireError) -> TensorDatatype? {
        guard var text = try readText(&reader, at: place()) else { return nil }
        if let datatype = text.withUTF8({ TensorDatatype($0, as: name) }) { return datatype }
        add(place(), "is \"\(text.prefix(64))\", and has to be one of \(TensorDatatype.list(as: name))")
        return nil
    }

    /// A list of at most `maximum` integers that are at least 0; nil, with an issue, where it is none.
    mutating func readSizes(
        _ reader: inout JSONReader, at place: @autoclosure () -> String, maximum: Int
    ) throws(LossWireError) -> [Int]? {
        guard reader.peek() == UInt8(ascii: "[") else {
            add(place(), "is \(reader.kind()), and has to be a list of integers")
            try reader.skipValue()
            return nil
        }
        let before = issues.count
        var sizes: [Int] = []
        try reader.readList { reader, index throws(LossWireError) in
            switch try Int64.read(&reader) {
            case .element(let value):
                guard value >= 0, let size = Int(exactly: value) else {
                    return add("\(place())/\(index)", "is \(value), and has to be at least 0")
                }
                if index < maximum { sizes.append(size) }
                if index == maximum { add(place(), "has more than \(maximum) numbers") }
            case .unrepresentable(let what): add("\(place())/\(index)", "is \(what.description)")
            case .wrongKind:
                add("\(place())/\(index)", "is \(reader.kind()), and has to be an integer")
                try reader.skipValue()
            }
        }
        return issues.count == before ? sizes : nil
    }
}
