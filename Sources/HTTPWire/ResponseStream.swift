/// Content whose length is not known before it has all been made, made piece by piece as the client takes it.
///
/// The connection asks for the next piece when it has written the one before, on its event loop: `next` must not block.
/// To an HTTP/1.1 client it goes out chunked, to an HTTP/1.0 client up to the connection's end. A stream that is
/// dropped before nil was returned has lost its client.
package protocol ResponseStream: AnyObject, Sendable {
    /// The next piece, nil at the end. Empty pieces are left out.
    func next() -> ByteBuffer?
}
