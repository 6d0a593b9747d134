/// Octets that HTTP gives a meaning to, and the classes its grammar sorts them into.
///
/// The classes are bit sets in constants, so that looking one up touches no memory and cannot go out of bounds.
package enum Octet {
    static let tab: UInt8 = 0x09
    static let lineFeed: UInt8 = 0x0a
    static let carriageReturn: UInt8 = 0x0d
    static let space: UInt8 = 0x20
    static let quote = UInt8(ascii: "\"")
    static let hash = UInt8(ascii: "#")
    static let comma = UInt8(ascii: ",")
    static let slash = UInt8(ascii: "/")
    static let colon = UInt8(ascii: ":")
    static let semicolon = UInt8(ascii: ";")
    static let equals = UInt8(ascii: "=")
    static let question = UInt8(ascii: "?")
    static let backslash = UInt8(ascii: "\\")

    /// tchar (RFC 9110 §5.6.2).
    @inline(__always)
    static func isToken(_ octet: UInt8) -> Bool {
        member(octet, 0x03ff_6cfa_0000_0000, 0x57ff_ffff_c7ff_fffe)
    }

    /// unreserved and sub-delims: what a registered name may hold besides percent-encoded octets (RFC 3986 §3.2.2).
    @inline(__always)
    static func isRegisteredName(_ octet: UInt8) -> Bool {
        member(octet, 0x2bff_7fd2_0000_0000, 0x47ff_fffe_87ff_fffe)
    }

    /// OWS and BWS: a space or a tab (RFC 9110 §5.6.3).
    @inline(__always)
    static func isBlank(_ octet: UInt8) -> Bool { octet == space || octet == tab }

    @inline(__always)
    static func isDigit(_ octet: UInt8) -> Bool { octet &- 0x30 < 10 }

    /// What a field value, and a quoted string between its quotes, may be made of: HTAB, SP, VCHAR, obs-text.
    @inline(__always)
    static func isFieldContent(_ octet: UInt8) -> Bool { (octet >= 0x20 && octet != 0x7f) || octet == tab }

    /// The value of a hexadecimal digit, nil for any other octet.
    @inline(__always)
    package static func hexValue(_ octet: UInt8) -> Int? {
        switch octet {
        case 0x30...0x39: Int(octet &- 0x30)
        case 0x41...0x46: Int(octet &- 0x37)
        case 0x61...0x66: Int(octet &- 0x57)
        default: nil
        }
    }

    /// Lower case, for ASCII letters; every other octet is itself.
    @inline(__always)
    static func folded(_ octet: UInt8) -> UInt8 { octet &- 0x41 < 26 ? octet | 0x20 : octet }

    /// Whether the `count` octets from `start` on, which have to be there, are `text`.
    @inline(__always)
    static func equal(_ octets: UnsafeRawBufferPointer, _ start: Int, _ count: Int, _ text: StaticString) -> Bool {
        equal(octets, start, count, text, ignoring: 0)
    }

    /// The same without regard to case. `name` is given in lower case, and of lower-case letters, digits, `-`, `:` and `/`
    /// alone: only control octets, which no head has, would be taken for one of the latter.
    @inline(__always)
    static func matches(_ octets: UnsafeRawBufferPointer, _ start: Int, _ count: Int, _ name: StaticString) -> Bool {
        equal(octets, start, count, name, ignoring: 0x20)
    }

    /// A word at a time. Bits that are ignored are set in `text`.
    @inline(__always)
    private static func equal(
        _ octets: UnsafeRawBufferPointer, _ start: Int, _ count: Int, _ text: StaticString, ignoring bits: UInt8
    ) -> Bool {
        guard count == text.utf8CodeUnitCount, let base = octets.baseAddress else { return false }
        assert(start >= 0 && start + count <= octets.count)
        let (sent, expected) = (base + start, UnsafeRawPointer(text.utf8Start))
        @inline(__always)
        func agree<Word: FixedWidthInteger & UnsignedInteger>(_ index: Int, _ type: Word.Type) -> Bool {
            let ignored = Word(truncatingIfNeeded: UInt64(bits) &* 0x0101_0101_0101_0101)
            return sent.loadUnaligned(fromByteOffset: index, as: type) | ignored
                == expected.loadUnaligned(fromByteOffset: index, as: type)
        }
        // The last word may begin within the one before.
        if count >= 8 {
            var index = 0
            while index < count &- 8 {
                guard agree(index, UInt64.self) else { return false }
                index &+= 8
            }
            return agree(count &- 8, UInt64.self)
        }
        if count >= 4 { return agree(0, UInt32.self) && agree(count &- 4, UInt32.self) }
        for index in 0..<count where !agree(index, UInt8.self) { return false }
        return true
    }

    @inline(__always)
    private static func member(_ octet: UInt8, _ low: UInt64, _ high: UInt64) -> Bool {
        guard octet < 0x80 else { return false }
        return ((octet < 64 ? low : high) &>> UInt64(octet & 63)) & 1 != 0
    }
}
