import HTTPWire
import Memory

/// Who may ask: names with their bearer tokens (RFC 6750), from a file that may be read again while the server runs.
///
/// Tokens are compared without regard to where they differ, all of them each time, so that the time of an answer says
/// nothing of them. They never leave this.
package final class AccessTokens: Sendable {
    private struct Entry: Sendable {
        let name: String
        let token: [UInt8]
    }

    private let entries = Locked<[Entry]>([])

    /// The tokens in `text`, the content of a file: a `name:token` a line, empty lines, and comments from `#` on at a
    /// line's start. A name may have several, as while one takes another's place.
    package init(_ text: String) throws(AccessTokenError) { try replace(by: text) }

    /// Takes other tokens from now on; where the text is not good, those of before.
    package func replace(by text: String) throws(AccessTokenError) {
        let next = try Self.read(text)
        entries.withLock { $0 = next }
    }

    package var count: Int { entries.withLock { $0.count } }

    /// The name that `token` belongs to; nil where it is nobody's.
    func name(of token: some Collection<UInt8>) -> String? {
        let entries = entries.withLock { $0 }
        let token = Array(token)
        var found: Int?
        for (index, entry) in entries.enumerated() where Self.areEqual(token, entry.token) { found = index }
        return found.map { entries[$0].name }
    }

    /// Takes as long for any two whose first is of one length.
    private static func areEqual(_ sent: [UInt8], _ kept: [UInt8]) -> Bool {
        var difference = UInt64(sent.count ^ kept.count)
        for index in sent.indices { difference |= UInt64(sent[index] ^ kept[index % kept.count]) }
        return difference == 0
    }

    private static func read(_ text: String) throws(AccessTokenError) -> [Entry] {
        var entries: [Entry] = []
        var tokens: Set<[UInt8]> = []
        let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
        for (index, line) in lines.enumerated() {
            let line = line.withoutOuterBlanks
            if line.isEmpty || line.hasPrefix("#") { continue }
            guard let colon = line.firstIndex(of: ":") else { throw .line(index + 1, "it is not name:token") }
            let name = line[..<colon].withoutOuterBlanks
            let token = Array(line[line.index(after: colon)...].withoutOuterBlanks.utf8)
            guard !name.isEmpty, name.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) else {
                throw .line(index + 1, "the name has to be printable ASCII without blanks")
            }
            guard BearerToken.isValid(token) else {
                throw .line(index + 1, "the token has to be letters, digits and -._~+/ with = at its end alone")
            }
            guard tokens.insert(token).inserted else { throw .line(index + 1, "the token is another line's, too") }
            entries.append(Entry(name: String(name), token: token))
        }
        guard !entries.isEmpty else { throw .empty }
        return entries
    }
}
