import Foundation
import HTTPWire

/// What is still to be sent on one connection: whole buffers, of which the first may be partly out.
struct OutputQueue {
    /// How many pieces go into one system call.
    private static let maxGathered = 16

    private var pieces: [ByteBuffer] = []
    private var first = 0
    private var offset = 0

    var isEmpty: Bool { first == pieces.count }

    mutating func append(_ piece: ByteBuffer) {
        if piece.count > 0 { pieces.append(piece) }
    }

    /// Sends as much as there is room for; returns how much that was.
    mutating func send(to channel: borrowing Channel) throws(SystemCall.Failure) -> Int {
        let count = min(pieces.count - first, Self.maxGathered)
        guard count > 0 else { return 0 }
        let sent: Int
        if count == 1 {
            let bytes = pieces[first].bytes
            sent = try channel.send(UnsafeRawBufferPointer(rebasing: bytes[offset...]))
        } else {
            sent = try gather(count, channel)
        }
        drop(sent)
        return sent
    }

    private func gather(_ count: Int, _ channel: borrowing Channel) throws(SystemCall.Failure) -> Int {
        let result = withUnsafeTemporaryAllocation(of: iovec.self, capacity: count) { vectors in
            for index in 0..<count {
                let skipped = index == 0 ? offset : 0
                let bytes = pieces[first + index].bytes
                let start = UnsafeMutableRawPointer(mutating: bytes.baseAddress.map { $0 + skipped })
                vectors.initializeElement(at: index, to: iovec(iov_base: start, iov_len: bytes.count - skipped))
            }
            do throws(SystemCall.Failure) {
                return Result<Int, SystemCall.Failure>.success(try channel.send(vectors))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    private mutating func drop(_ count: Int) {
        var left = count
        while first < pieces.count {
            let size = pieces[first].count - offset
            guard left >= size else {
                offset += left
                return
            }
            left -= size
            first += 1
            offset = 0
        }
        pieces.removeAll(keepingCapacity: false)
        first = 0
    }
}
