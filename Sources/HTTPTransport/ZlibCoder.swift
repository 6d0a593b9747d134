import HTTPWire

/// gzip and deflate by zlib. What is inflated counts in the same budget as content that comes as it is, for as long as it
/// is there.
package struct ZlibCoder: Sendable {
    private let limits: HTTPLimits
    private let budget: ByteBudget

    package init(limits: HTTPLimits, budget: ByteBudget) {
        self.limits = limits
        self.budget = budget
    }

    package func withDecoded<Result>(
        _ content: ByteBuffer, _ coding: ContentCoding, isWanted: () -> Bool,
        _ use: (ByteBuffer) -> Result
    ) throws(HTTPFailure) -> Result {
        var held = 0
        defer { budget.release(held) }
        let inflated = try withExtendedLifetime(content) { () throws(HTTPFailure) in
            try Inflater(content.bytes, coding, limits: limits).run { count throws(HTTPFailure) in
                guard budget.reserve(count) else { throw .overloaded }
                held += count
                guard isWanted() else { throw .timeout("the client is gone") }
            }
        }
        return use(inflated)
    }

    package func encoded(
        _ pieces: [ByteBuffer], _ coding: ContentCoding,
        concurrently: (_ count: Int, _ body: @Sendable (Int) -> Void) -> Void
    ) -> [ByteBuffer]? {
        Deflater.encoded(pieces, coding, concurrently: concurrently)
    }
}
