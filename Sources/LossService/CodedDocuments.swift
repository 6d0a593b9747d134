import HTTPWire
import Memory

/// Documents that never change, coded the first time that somebody asks for it: on the event loop, where coding them for
/// every request would keep others waiting.
final class CodedDocuments: Sendable {
    private struct Key: Hashable {
        let document: ObjectIdentifier
        let isGzip: Bool
    }

    private let coded = Locked<[Key: [ByteBuffer]]>([:])

    /// `document`, which lives as long as the program, in `coding`; nil where memory is short.
    func content(of document: ByteBuffer, _ coding: ContentCoding, by coder: any ContentCoder) -> [ByteBuffer]? {
        let key = Key(document: ObjectIdentifier(document.owner), isGzip: coding == .gzip)
        if let known = coded.withLock({ $0[key] }) { return known }
        let content = coder.encoded([document], coding) { count, body in (0..<count).forEach(body) }
        if let content { coded.withLock { $0[key] = content } }
        return content
    }
}
