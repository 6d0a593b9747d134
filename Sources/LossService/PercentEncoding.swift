import HTTPWire

/// Percent-encoding (RFC 3986 §2.1).
enum PercentEncoding {
    /// nil where an escape is none, or what comes out is not UTF-8.
    static func decode(_ text: Substring) -> String? {
        guard text.utf8.contains(UInt8(ascii: "%")) else { return String(text) }
        var octets: [UInt8] = []
        var rest = text.utf8[...]
        while let octet = rest.popFirst() {
            guard octet == UInt8(ascii: "%") else {
                octets.append(octet)
                continue
            }
            guard let high = rest.popFirst().flatMap(Octet.hexValue), let low = rest.popFirst().flatMap(Octet.hexValue)
            else { return nil }
            octets.append(UInt8(high << 4 | low))
        }
        return String(validating: octets, as: UTF8.self)
    }
}
