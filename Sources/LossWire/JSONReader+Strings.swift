extension JSONReader {
    /// Reads a string whole: its octets between the quotes, and whether any of them is an escape.
    /// UTF-8 and escapes are checked.
    mutating func scanString() throws(LossWireError) -> Text {
        try expect("\"", "a string")
        let first = next
        var escaped = false
        while true {
            skipPlainOctets()
            guard next < end else { throw .syntax("the JSON text ends within a string", offset: offset) }
            switch next.pointee {
            case UInt8(ascii: "\""):
                let octets = UnsafeBufferPointer(start: first, count: next - first)
                next += 1
                return (octets, escaped)
            case UInt8(ascii: "\\"):
                escaped = true
                _ = try scanEscape()
            case 0..<0x20:
                throw .syntax("a control character in a string has to be escaped", offset: offset)
            default:
                try scanMultibyte()
            }
        }
    }

    /// Octets of a string that stand for themselves, each alone: eight at a time.
    @inline(__always)
    private mutating func skipPlainOctets() {
        while end - next >= 8 {
            let octets = UInt64(littleEndian: UnsafeRawPointer(next).loadUnaligned(as: UInt64.self))
            // The high bit of those that do not, up to the first: what is borrowed behind it spoils only later ones.
            let quotes = (octets ^ 0x2222_2222_2222_2222) &- 0x0101_0101_0101_0101
            let escapes = (octets ^ 0x5c5c_5c5c_5c5c_5c5c) &- 0x0101_0101_0101_0101
            let controls = octets &- 0x2020_2020_2020_2020
            let others = (quotes | escapes | controls | octets) & 0x8080_8080_8080_8080
            next += others.trailingZeroBitCount / 8
            if others != 0 { return }
        }
        while next < end {
            let octet = next.pointee
            guard 0x20..<0x80 ~= octet, octet != UInt8(ascii: "\""), octet != UInt8(ascii: "\\") else { return }
            next += 1
        }
    }

    /// Reads a string and resolves its escapes.
    mutating func readString() throws(LossWireError) -> String {
        let (octets, escaped) = try scanString()
        return escaped ? try Self.resolve(octets) : String(decoding: octets, as: UTF8.self)
    }

    /// What a string that has been scanned stands for.
    static func resolve(_ octets: UnsafeBufferPointer<UInt8>) throws(LossWireError) -> String {
        guard let base = octets.baseAddress else { return "" }
        var inner = JSONReader(start: base, count: octets.count)
        var text = String.UnicodeScalarView()
        while inner.next < inner.end {
            if inner.next.pointee == UInt8(ascii: "\\") {
                text.append(try inner.scanEscape())
            } else {
                let plain = inner.next
                while inner.next < inner.end, inner.next.pointee != UInt8(ascii: "\\") { inner.next += 1 }
                let run = UnsafeBufferPointer(start: plain, count: inner.next - plain)
                text.append(contentsOf: String(decoding: run, as: UTF8.self).unicodeScalars)
            }
        }
        return String(text)
    }

    private mutating func scanEscape() throws(LossWireError) -> Unicode.Scalar {
        let escape = offset
        next += 1
        guard next < end else { throw .syntax("the JSON text ends within a string", offset: offset) }
        let octet = next.pointee
        next += 1
        switch octet {
        case UInt8(ascii: "\""): return "\""
        case UInt8(ascii: "\\"): return "\\"
        case UInt8(ascii: "/"): return "/"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{c}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"):
            let unit = try scanHex()
            if let scalar = Unicode.Scalar(unit) { return scalar }
            // A high surrogate stands for a character together with the low one that follows it.
            if unit < 0xdc00, consume(literal: "\\u") {
                let low = try scanHex()
                if (0xdc00...0xdfff).contains(low),
                    let scalar = Unicode.Scalar(0x10000 + (UInt32(unit) - 0xd800) << 10 + UInt32(low) - 0xdc00)
                {
                    return scalar
                }
            }
            throw .syntax("half of a surrogate pair is not a character", offset: escape)
        default:
            throw .syntax("an escape that JSON does not have", offset: escape)
        }
    }

    private mutating func scanHex() throws(LossWireError) -> UInt16 {
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard next < end, let digit = UInt16(hexDigit: next.pointee) else {
                throw unexpected("a hexadecimal digit")
            }
            unit = unit << 4 | digit
            next += 1
        }
        return unit
    }

    /// One character of two to four octets, as RFC 3629 §4 has them: no overlong forms, no surrogates.
    private mutating func scanMultibyte() throws(LossWireError) {
        let lead = next.pointee
        let (count, second): (Int, ClosedRange<UInt8>) =
            switch lead {
            case 0xc2...0xdf: (2, 0x80...0xbf)
            case 0xe0: (3, 0xa0...0xbf)
            case 0xe1...0xec, 0xee, 0xef: (3, 0x80...0xbf)
            case 0xed: (3, 0x80...0x9f)
            case 0xf0: (4, 0x90...0xbf)
            case 0xf1...0xf3: (4, 0x80...0xbf)
            case 0xf4: (4, 0x80...0x8f)
            default: (0, 0x80...0xbf)
            }
        guard count > 0, end - next >= count, second.contains(next[1]),
            (2..<count).allSatisfy({ (0x80...0xbf).contains(next[$0]) })
        else { throw .syntax("the octets of a string are not UTF-8", offset: offset) }
        next += count
    }
}

extension UInt16 {
    fileprivate init?(hexDigit octet: UInt8) {
        switch octet {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self = UInt16(octet - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): self = UInt16(octet - UInt8(ascii: "a") + 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): self = UInt16(octet - UInt8(ascii: "A") + 10)
        default: return nil
        }
    }
}
