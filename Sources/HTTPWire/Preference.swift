/// A member of an `Accept` or `Accept-Encoding`: something that a client takes, and how well it likes it (RFC 9110 §12.4.2).
package struct Preference: Sendable {
    /// In lower case, without parameters.
    package let name: String
    /// 0, which rules it out, to 1; 1 where there is none or it cannot be read.
    package let weight: Double

    /// Those in a field's lines.
    package static func list(_ lines: [String]) -> [Preference] {
        lines.flatMap { $0.split(separator: ",") }.map(Preference.init)
    }

    private init(_ member: Substring) {
        let parts = member.split(separator: ";", omittingEmptySubsequences: false).map {
            $0.withoutOuterBlanks.lowercased()
        }
        name = parts.first ?? ""
        let parameter = parts.dropFirst().first { $0.hasPrefix("q=") }
        weight = parameter.flatMap { Double($0.dropFirst(2)) }.map { min(max($0, 0), 1) } ?? 1
    }
}
