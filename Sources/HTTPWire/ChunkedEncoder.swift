/// The chunked transfer coding of a response (RFC 9112 §7.1): what goes before and after each piece, and at the end.
package enum ChunkedEncoder {
    /// What goes behind each piece.
    package static let separator = ByteBuffer([Octet.carriageReturn, Octet.lineFeed])
    /// The last chunk and an empty trailer section.
    package static let end = ByteBuffer("0\r\n\r\n")

    /// A chunk's size line for a piece of `count` octets; nil for none, since a chunk of none would end the content.
    package static func prefix(count: Int) -> ByteBuffer? {
        guard count > 0 else { return nil }
        return ByteBuffer(String(count, radix: 16) + "\r\n")
    }
}
