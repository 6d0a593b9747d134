extension JSONReader {
    /// Reads over one value of any kind, checking that it is well-formed: what is wrong with a request is 422 only where
    /// the JSON itself is right.
    mutating func skipValue() throws(LossWireError) {
        // What each open level is closed by, innermost last.
        var open: [UInt8] = []
        while true {
            switch peek() {
            case UInt8(ascii: "["):
                try descend(&open, closing: "]")
                if !consume("]") { continue }
                open.removeLast()
            case UInt8(ascii: "{"):
                try descend(&open, closing: "}")
                if !consume("}") {
                    try skipKey()
                    continue
                }
                open.removeLast()
            case UInt8(ascii: "\""):
                _ = try scanString()
            case UInt8(ascii: "t") where consume(literal: "true"): break
            case UInt8(ascii: "f") where consume(literal: "false"): break
            case UInt8(ascii: "n") where consume(literal: "null"): break
            case UInt8(ascii: "N") where consume(literal: "NaN"): break
            case UInt8(ascii: "I") where consume(literal: "Infinity"): break
            case UInt8(ascii: "-") where consume(literal: "-Infinity"): break
            case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
                _ = try scanNumber()
            default:
                throw unexpected("a value")
            }
            // A value has ended: so may the levels around it.
            while let closing = open.last {
                if consume(",") {
                    if closing == UInt8(ascii: "}") { try skipKey() }
                    break
                }
                guard peek() == closing else { throw unexpected("',' or the end of a list or an object") }
                next += 1
                open.removeLast()
            }
            if open.isEmpty { return }
        }
    }

    private mutating func descend(_ open: inout [UInt8], closing: Unicode.Scalar) throws(LossWireError) {
        guard open.count < Self.maximumDepth else {
            throw .syntax("lists and objects are nested more than \(Self.maximumDepth) deep", offset: offset)
        }
        open.append(UInt8(ascii: closing))
        next += 1
    }

    private mutating func skipKey() throws(LossWireError) {
        _ = peek()
        _ = try scanString()
        try expect(":", "':'")
    }
}
