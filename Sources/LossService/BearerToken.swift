/// The syntax of `Authorization: Bearer …` (RFC 6750 §2.1).
enum BearerToken {
    /// The token in the value of an `Authorization`; nil where it is of another kind.
    static func inField(_ value: String) -> [UInt8]? {
        let octets = Array(value.utf8)
        let scheme = "bearer ".utf8
        guard octets.count > scheme.count, zip(octets, scheme).allSatisfy({ $0 == $1 || $0 | 0x20 == $1 }) else {
            return nil
        }
        let token = Array(octets[scheme.count...].drop { $0 == UInt8(ascii: " ") })
        return isValid(token) ? token : nil
    }

    /// `b64token`: one or more of its characters, then any number of `=`.
    static func isValid(_ token: [UInt8]) -> Bool {
        let body = token.prefix { $0 != UInt8(ascii: "=") }
        return !body.isEmpty && body.allSatisfy(isTokenCharacter)
            && token[body.endIndex...].allSatisfy { $0 == UInt8(ascii: "=") }
    }

    private static func isTokenCharacter(_ octet: UInt8) -> Bool {
        switch octet {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "-._~+/".utf8.contains(octet)
        }
    }
}
