/// The syntax of `Authorization: Bearer …` (RFC 6750 §2.1).
enum BearerToken {
    /// The token in the value of an `Authorization`; nil where it is of another kind.
    static func inField(_ value: String) -> [UInt8]? {
        guard isScheme(of: value) else { return nil }
        let token = Array(value.utf8.dropFirst(scheme.utf8.count).drop { $0 == UInt8(ascii: " ") })
        return isValid(token) ? token : nil
    }

    private static let scheme = "bearer "

    /// Whether a token of this kind is in the value, be it well formed or not.
    static func isScheme(of value: String) -> Bool {
        value.utf8.count > scheme.utf8.count
            && zip(value.utf8, scheme.utf8).allSatisfy { $0 == $1 || $0 | 0x20 == $1 }
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
