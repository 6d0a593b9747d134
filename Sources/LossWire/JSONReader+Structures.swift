extension JSONReader {
    /// A string as it stands between its quotes, and whether there are escapes in it.
    typealias Text = (octets: UnsafeBufferPointer<UInt8>, escaped: Bool)

    /// Reads an object, handing each field to `body`, which consumes its value. `{` comes next.
    @inline(__always)
    mutating func readObject(
        _ body: (inout JSONReader, _ name: UnsafeBufferPointer<UInt8>) throws(LossWireError) -> Void
    ) throws(LossWireError) {
        if let first = try openObject() { try readFields(from: first, body) }
    }

    /// Reads an object up to the end of its first name, which it returns; nil where it is empty, and has been read whole.
    @inline(__always)
    mutating func openObject() throws(LossWireError) -> Text? {
        try expect("{", "'{'")
        if consume("}") { return nil }
        skipWhiteSpace()
        return try scanString()
    }

    /// Reads the rest of an object, of which the first name has been read.
    @inline(__always)
    mutating func readFields(
        from first: Text, _ body: (inout JSONReader, _ name: UnsafeBufferPointer<UInt8>) throws(LossWireError) -> Void
    ) throws(LossWireError) {
        var (name, escaped) = first
        while true {
            try expect(":", "':'")
            skipWhiteSpace()
            if escaped {
                let resolved = Array(try Self.resolve(name).utf8)
                try resolved.withUnsafeBufferPointer { name throws(LossWireError) in try body(&self, name) }
            } else {
                try body(&self, name)
            }
            guard consume(",") else { break }
            skipWhiteSpace()
            (name, escaped) = try scanString()
        }
        try expect("}", "',' or '}'")
    }

    /// Reads a list, handing each element's index to `body`, which consumes the element. `[` comes next.
    @inline(__always)
    mutating func readList(
        _ body: (inout JSONReader, Int) throws(LossWireError) -> Void
    ) throws(LossWireError) {
        try expect("[", "'['")
        if consume("]") { return }
        var index = 0
        repeat {
            skipWhiteSpace()
            try body(&self, index)
            index += 1
        } while consume(",")
        try expect("]", "',' or ']'")
    }
}
