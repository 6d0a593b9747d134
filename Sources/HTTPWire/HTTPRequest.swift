/// A whole request: its head and the content that came with it, unchunked.
package struct HTTPRequest: Sendable {
    package var head: RequestHead
    /// The content; nil when the request has none.
    package var body: ByteBuffer?

    package init(head: RequestHead, body: ByteBuffer? = nil) {
        self.head = head
        self.body = body
    }
}
