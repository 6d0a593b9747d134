import HTTPWire

/// Takes codings off requests' content and puts them on answers: the service says what it needs, whoever starts the
/// server brings it.
package protocol ContentCoder: Sendable {
    /// Calls `use` with what `content` was before it was coded. Within the limits of the server, on the calling thread;
    /// given up where `isWanted` has become false.
    func withDecoded<Result>(
        _ content: ByteBuffer, _ coding: ContentCoding, isWanted: () -> Bool,
        _ use: (ByteBuffer) -> Result
    ) throws(HTTPFailure) -> Result

    /// The pieces coded as one content, each piece by a call of what `concurrently` runs; nil where memory is short.
    func encoded(
        _ pieces: [ByteBuffer], _ coding: ContentCoding,
        concurrently: (_ count: Int, _ body: @Sendable (Int) -> Void) -> Void
    ) -> [ByteBuffer]?
}
