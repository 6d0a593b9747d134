/// HTTP's octet classes, spelled out from RFC 9110 rather than taken from the code under test.
enum Grammar {
    static let carriageReturn: UInt8 = 13
    static let lineFeed: UInt8 = 10

    private static let tokens: Set<UInt8> = Set(
        "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ".utf8)

    static func isToken(_ octet: UInt8) -> Bool { tokens.contains(octet) }

    static func isToken(_ octets: some Collection<UInt8>) -> Bool { !octets.isEmpty && octets.allSatisfy(isToken) }

    static func isBlank(_ octet: UInt8) -> Bool { octet == 32 || octet == 9 }

    static func isFieldContent(_ octet: UInt8) -> Bool { octet == 9 || octet >= 32 && octet != 127 }

    static func trimmed(_ octets: ArraySlice<UInt8>) -> [UInt8] {
        Array(octets.drop(while: isBlank).reversed().drop(while: isBlank).reversed())
    }

    /// ASCII letters in lower case.
    static func lowered(_ octets: [UInt8]) -> [UInt8] { octets.map { 65...90 ~= $0 ? $0 + 32 : $0 } }

    /// The elements of a comma-separated list, in lower case.
    static func list(_ value: [UInt8]) -> [[UInt8]] {
        value.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).map { lowered(trimmed($0)) }
    }
}
