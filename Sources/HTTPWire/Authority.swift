/// Checks `uri-host [ ":" port ]`, which is what Host and the authority of an absolute-form target hold
/// (RFC 9110 §7.2, RFC 3986 §3.2.2). User information is refused: RFC 9110 §4.2.4 calls it an error in a request.
enum Authority {
    /// Whether `octets[range]` is a host, with a port or without; an empty one is not.
    static func isValid(_ octets: UnsafeRawBufferPointer, _ range: Range<Int>) -> Bool {
        guard let first = range.first else { return false }
        var index = first
        if octets[index] == UInt8(ascii: "[") {
            while index < range.upperBound, octets[index] != UInt8(ascii: "]") { index += 1 }
            guard index < range.upperBound, isIPLiteral(octets, first + 1..<index) else { return false }
            index += 1
        } else {
            index = Octet.endOfPlain(in: octets, range)
            while index < range.upperBound {
                if Octet.isRegisteredName(octets[index]) {
                    index &+= 1
                } else if octets[index] == UInt8(ascii: "%") {
                    guard range.upperBound - index > 2, Octet.hexValue(octets[index + 1]) != nil,
                        Octet.hexValue(octets[index + 2]) != nil
                    else { return false }
                    index += 3
                } else {
                    break
                }
            }
            guard index > first else { return false }
        }
        guard index < range.upperBound else { return true }
        return octets[index] == Octet.colon && isPort(octets, index + 1..<range.upperBound)
    }

    /// `*DIGIT`, no larger than a port can be.
    private static func isPort(_ octets: UnsafeRawBufferPointer, _ range: Range<Int>) -> Bool {
        var port = 0
        var index = range.lowerBound
        while index < range.upperBound, Octet.isDigit(octets[index]), port <= 65535 {
            port = port &* 10 &+ Int(octets[index] &- 0x30)
            index &+= 1
        }
        return index == range.upperBound && port <= 65535
    }

    /// IPv6address or IPvFuture, without the brackets.
    private static func isIPLiteral(_ octets: UnsafeRawBufferPointer, _ range: Range<Int>) -> Bool {
        guard let first = range.first else { return false }
        if Octet.folded(octets[first]) == UInt8(ascii: "v") { return isFutureAddress(octets, range) }
        var groups = 0
        var compressed = false
        var index = first
        if octets[index] == Octet.colon {
            guard range.count >= 2, octets[index + 1] == Octet.colon else { return false }
            compressed = true
            index += 2
        }
        while index < range.upperBound {
            let start = index
            while index < range.upperBound, Octet.hexValue(octets[index]) != nil { index += 1 }
            if index < range.upperBound, octets[index] == UInt8(ascii: ".") {
                guard isIPv4(octets, start..<range.upperBound) else { return false }
                groups += 2
                break
            }
            guard (1...4).contains(index - start) else { return false }
            groups += 1
            guard index < range.upperBound else { break }
            guard octets[index] == Octet.colon else { return false }
            index += 1
            guard index < range.upperBound else { return false }
            if octets[index] == Octet.colon {
                guard !compressed else { return false }
                compressed = true
                index += 1
            }
            guard groups <= 8 else { return false }
        }
        return compressed ? groups <= 7 : groups == 8
    }

    private static func isIPv4(_ octets: UnsafeRawBufferPointer, _ range: Range<Int>) -> Bool {
        var parts = 1
        var digits = 0
        var value = 0
        for index in range {
            if octets[index] == UInt8(ascii: ".") {
                guard digits > 0 else { return false }
                parts += 1
                (digits, value) = (0, 0)
            } else {
                guard Octet.isDigit(octets[index]), digits < 3, digits == 0 || value > 0 else { return false }
                digits += 1
                value = value * 10 + Int(octets[index] &- 0x30)
                guard value <= 255 else { return false }
            }
        }
        return parts == 4 && digits > 0
    }

    /// `"v" 1*HEXDIG "." 1*( unreserved / sub-delims / ":" )`.
    private static func isFutureAddress(_ octets: UnsafeRawBufferPointer, _ range: Range<Int>) -> Bool {
        var index = range.lowerBound + 1
        while index < range.upperBound, Octet.hexValue(octets[index]) != nil { index += 1 }
        guard index > range.lowerBound + 1, index < range.upperBound, octets[index] == UInt8(ascii: ".") else {
            return false
        }
        let rest = index + 1..<range.upperBound
        return !rest.isEmpty && rest.allSatisfy { Octet.isRegisteredName(octets[$0]) || octets[$0] == Octet.colon }
    }
}
