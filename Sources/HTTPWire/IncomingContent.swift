/// The content of one request while it comes: how much is still to come, and what has come of it, unchunked.
///
/// What is not wanted can be dropped instead, so that the next request on the connection is found.
struct IncomingContent: Sendable {
    /// Content of an announced length, or what has come of a chunked one.
    private var buffer: ByteBuffer?
    /// Octets that have not come, where the length was announced.
    private var remaining = 0
    /// Where it was not.
    private var decoder: ChunkedDecoder?
    /// An octet of it was seen, so whoever sends it is not waiting for leave to.
    private(set) var hasBegun = false
    /// Octets that were dropped, of a chunked content with its framing.
    private(set) var droppedCount = 0

    /// None.
    init() {}

    init(_ framing: RequestHead.Framing, limits: HTTPLimits) {
        switch framing {
        case .none: break
        case .length(let length): remaining = length
        case .chunked: decoder = ChunkedDecoder(limits: limits)
        }
    }

    /// Whether more of it has to come.
    var isOutstanding: Bool { remaining > 0 || decoder != nil }

    /// Whether dropping what has to come would be no more than `limit` octets, as far as one can know.
    func mayBeDropped(limit: Int) -> Bool { remaining <= limit }

    /// Where to read content of an announced length to.
    var room: ByteBuffer? { remaining > 0 ? buffer : nil }

    /// Octets that have come of it and are kept.
    var count: Int { buffer?.count ?? 0 }

    /// Octets of memory that it takes up so far.
    var memory: Int { decoder == nil ? buffer?.count ?? 0 : buffer?.capacity ?? 0 }

    /// Makes room for content of an announced length.
    mutating func makeRoom(limits: HTTPLimits) throws(HTTPFailure) {
        guard decoder == nil else { return }
        guard remaining <= limits.maxBodyBytes else { throw .contentTooLarge(limit: limits.maxBodyBytes) }
        guard let room = ByteBuffer(ifAvailable: remaining) else { throw .overloaded }
        buffer = room
    }

    /// `count` octets were read into `room`; true when the content is whole.
    mutating func arrived(_ count: Int) -> Bool {
        hasBegun = true
        remaining = max(remaining - count, 0)
        return remaining == 0
    }

    /// Takes octets that arrived; true when the content is whole.
    mutating func receive(
        _ octets: UnsafeRawBufferPointer, limits: HTTPLimits, consumed: inout Int
    ) throws(HTTPFailure) -> Bool {
        hasBegun = true
        guard decoder != nil else {
            consumed = buffer?.append(UnsafeRawBufferPointer(rebasing: octets[..<min(octets.count, remaining)])) ?? 0
            return arrived(consumed)
        }
        while let step = try decoder?.step(octets, from: &consumed) {
            switch step {
            case .incomplete: return false
            case .data(let range): try keep(UnsafeRawBufferPointer(rebasing: octets[range]), limits)
            case .end: return true
            }
        }
        return false
    }

    /// Appends decoded content, in a buffer that doubles when it is full. The decoder has checked the limit.
    private mutating func keep(_ octets: UnsafeRawBufferPointer, _ limits: HTTPLimits) throws(HTTPFailure) {
        let count = buffer?.count ?? 0
        if octets.count > buffer?.freeCapacity ?? 0 {
            let doubled = min(max(count * 2, 4096), limits.maxBodyBytes)
            guard let larger = ByteBuffer(ifAvailable: max(doubled, count + octets.count)) else { throw .overloaded }
            if let buffer { larger.append(buffer.bytes) }
            buffer = larger
        }
        buffer?.append(octets)
    }

    /// Hands over what has come, which is all there is, and is none from then on.
    mutating func finish() -> ByteBuffer? {
        decoder = nil
        return buffer.take()
    }

    /// Forgets what has come; what still comes is dropped.
    mutating func forget() { buffer = nil }

    /// Drops octets that arrived; true when that was the last of them.
    mutating func drop(_ octets: UnsafeRawBufferPointer, consumed: inout Int) throws(HTTPFailure) -> Bool {
        defer { droppedCount &+= consumed }
        guard decoder != nil else {
            consumed = min(octets.count, remaining)
            remaining -= consumed
            return remaining == 0
        }
        while let step = try decoder?.step(octets, from: &consumed), step != .incomplete {
            guard step == .end else { continue }
            decoder = nil
            return true
        }
        return false
    }
}
