extension JSONReader {
    /// Reads an object, handing each field to `body`, which consumes its value. `{` comes next.
    @inline(__always)
    mutating func readObject(
        _ body: (inout JSONReader, _ name: UnsafeBufferPointer<UInt8>) throws(LossWireError) -> Void
    ) throws(LossWireError) {
        try expect("{", "'{'")
        if consume("}") { return }
        repeat {
            skipWhiteSpace()
            let (name, escaped) = try scanString()
            try expect(":", "':'")
            skipWhiteSpace()
            if escaped {
                let resolved = Array(try Self.resolve(name).utf8)
                try resolved.withUnsafeBufferPointer { name throws(LossWireError) in try body(&self, name) }
            } else {
                try body(&self, name)
            }
        } while consume(",")
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
