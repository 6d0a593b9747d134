import CZlib
import HTTPWire

/// Takes gzip and deflate off content, within bounds on what comes out, on how much of it comes from how little, and on
/// the time that it takes.
///
/// gzip may consist of several members (RFC 1952 §2.2). deflate is a zlib stream, or a bare one, which some clients send
/// and which curl and Python's urllib3 take too. Anything behind the end is an error.
struct Inflater: ~Copyable {
    /// Octets that come out between two looks at the bounds.
    private static let step = 1 << 20
    /// No stream of this kind makes more octets of one.
    private static let largestRatio = 1032

    /// On the heap, since zlib remembers where it is.
    private let stream: UnsafeMutablePointer<z_stream>
    private let coding: ContentCoding
    private let content: UnsafeRawBufferPointer
    private let limits: HTTPLimits
    private var consumed = 0

    /// Hazard: `content` has to outlive this.
    init(_ content: UnsafeRawBufferPointer, _ coding: ContentCoding, limits: HTTPLimits) throws(HTTPFailure) {
        self.content = content
        self.coding = coding
        self.limits = limits
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        let windowBits: Int32 =
            switch coding {
            case .gzip: 15 + 16
            case .deflate: Self.isZlib(content) ? 15 : -15
            }
        guard czlib_inflate_init(stream, windowBits) == Z_OK else { throw .overloaded }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    /// RFC 1950 §2.2: the method, and a check of the first two octets.
    private static func isZlib(_ content: UnsafeRawBufferPointer) -> Bool {
        guard content.count >= 2 else { return true }
        return content[0] & 15 == 8 && (Int(content[0]) << 8 | Int(content[1])) % 31 == 0
    }

    /// The content as it was. `grow` is told of each piece that has come out, before the next one is made; what it throws
    /// ends this.
    ///
    /// The memory is address space for as much as may come out, of which only what has come out is ever touched: a
    /// buffer that grew would need itself twice.
    consuming func run(_ grow: (Int) throws(HTTPFailure) -> Void) throws(HTTPFailure) -> ByteBuffer {
        let (most, overflow) = content.count.multipliedReportingOverflow(by: Self.largestRatio)
        // One more than is allowed tells content that is too long from content that just fits.
        let capacity = min(overflow ? .max : most, limits.maxBodyBytes) + 1
        guard let output = ByteBuffer(ifAvailable: capacity) else { throw .overloaded }
        let deadline = MonotonicInstant.now + limits.inflateTimeout.nanoseconds
        while true {
            let before = output.count
            let isWhole = try inflateSome(into: output)
            if output.count > limits.maxBodyBytes { throw .contentTooLarge(limit: limits.maxBodyBytes) }
            if output.count > limits.inflationAllowance, output.count / limits.maxInflationRatio > consumed {
                throw .inflatesTooMuch(ratio: limits.maxInflationRatio)
            }
            try grow(output.count - before)
            if isWhole { return output }
            if .now > deadline { throw .timeout("the content took too long to inflate") }
        }
    }

    /// One step; true when the content is whole.
    private mutating func inflateSome(into output: ByteBuffer) throws(HTTPFailure) -> Bool {
        let rest = UnsafeRawBufferPointer(rebasing: content[consumed...])
        let offered = min(rest.count, 1 << 30)
        // zlib does not write to its input.
        stream.pointee.next_in = UnsafeMutablePointer(
            mutating: rest.baseAddress?.assumingMemoryBound(to: UInt8.self))
        stream.pointee.avail_in = UInt32(offered)
        var result = Z_OK
        let written = output.write { free in
            let room = min(free.count, Self.step)
            stream.pointee.next_out = free.baseAddress?.assumingMemoryBound(to: UInt8.self)
            stream.pointee.avail_out = UInt32(room)
            result = inflate(stream, Z_NO_FLUSH)
            return room - Int(stream.pointee.avail_out)
        }
        let taken = offered - Int(stream.pointee.avail_in)
        consumed += taken
        switch result {
        case Z_STREAM_END: return try isAtEnd()
        case Z_OK: return false
        case Z_BUF_ERROR where written > 0 || taken > 0: return false
        case Z_BUF_ERROR: throw .malformed("the \(coding.name) content ends before its end", offset: nil)
        case Z_MEM_ERROR: throw .overloaded
        default:
            let reason = stream.pointee.msg.map { String(cString: $0) } ?? "it needs a dictionary"
            throw .malformed("the content is not \(coding.name): \(reason), at octet \(consumed) of it", offset: nil)
        }
    }

    /// Whether nothing follows the stream that has just ended. gzip may go on with another member.
    private func isAtEnd() throws(HTTPFailure) -> Bool {
        guard consumed < content.count else { return true }
        let goesOn =
            coding == .gzip && content.count - consumed >= 2 && content[consumed] == 0x1f
            && content[consumed + 1] == 0x8b
        guard goesOn, inflateReset(stream) == Z_OK else {
            throw .malformed("the \(coding.name) content goes on behind its end, at octet \(consumed)", offset: nil)
        }
        return false
    }
}
