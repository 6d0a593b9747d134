import HTTPWire
import Memory

/// Where the pieces of a long answer are written, many at once, by threads that know how long a piece may become and not
/// how long it will be.
///
/// Each goes behind another in a block that nobody else writes to just then, and first of all where the request was: its
/// pages are there, and others would take longer to come than what is written to them.
final class AnswerMemory: Sendable {
    private struct State {
        /// Blocks that nobody writes to, the one used last at the end.
        var idle: [ByteBuffer]
        var pieces: [ByteBuffer?]
    }

    private static let maximumBlockLength = 8 << 20
    private let blockLength: Int
    private let state: Locked<State>

    /// - Parameters:
    ///   - pieceCount: how many pieces there will be.
    ///   - length: an upper bound for the octets of all of them.
    ///   - request: what nobody reads any more. Of one that is longer than the answer nothing is taken: all of it would
    ///     have to stay until the answer has gone.
    init(pieceCount: Int, length: Int, replacing request: ByteBuffer?) {
        blockLength = max(min(length / 4, Self.maximumBlockLength), 1)
        var blocks: [ByteBuffer] = []
        if let request, request.count <= length {
            for start in stride(from: 0, to: request.count, by: blockLength).reversed() {
                let room = request.bytes[start..<min(start + blockLength, request.count)]
                blocks.append(ByteBuffer(replacing: UnsafeRawBufferPointer(rebasing: room), of: request.owner))
            }
        }
        state = Locked(State(idle: blocks, pieces: Array(repeating: nil, count: pieceCount)))
    }

    /// Has `body` write the piece at `index`, for which it finds `length` octets of room; nothing is written where the
    /// system has none.
    func write(_ index: Int, length: Int, _ body: (ByteBuffer) -> Void) {
        let idle = state.withLock { state in
            state.idle.lastIndex { $0.freeCapacity >= length }.map { state.idle.remove(at: $0) }
        }
        guard let block = idle ?? ByteBuffer(ifAvailable: max(length, blockLength)) ?? ByteBuffer(ifAvailable: length)
        else { return }
        let start = block.count
        body(block)
        let piece = ByteBuffer(UnsafeRawBufferPointer(rebasing: block.bytes[start...]), of: block.owner)
        state.withLock { state in
            state.idle.append(block)
            state.pieces[index] = piece
        }
    }

    /// The pieces in their order; nil where one of them is missing.
    var pieces: [ByteBuffer]? {
        let pieces = state.withLock { $0.pieces }
        let written = pieces.compactMap { $0 }
        return written.count == pieces.count ? written : nil
    }
}
