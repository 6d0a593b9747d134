/// Content in pieces, which are written one after another without being joined. One piece, as there nearly always is, needs
/// no array.
package enum ContentPieces: Sendable {
    case none
    case one(ByteBuffer)
    case several([ByteBuffer])

    package func forEach(_ body: (ByteBuffer) -> Void) {
        switch self {
        case .none: break
        case .one(let piece): body(piece)
        case .several(let pieces): for piece in pieces { body(piece) }
        }
    }

    package var array: [ByteBuffer] {
        switch self {
        case .none: []
        case .one(let piece): [piece]
        case .several(let pieces): pieces
        }
    }

    /// Octets in all of them.
    package var length: Int {
        switch self {
        case .none: 0
        case .one(let piece): piece.count
        case .several(let pieces): pieces.reduce(0) { $0 + $1.count }
        }
    }
}
