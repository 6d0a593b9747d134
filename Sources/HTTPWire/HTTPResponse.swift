/// What is answered to one request: the connection adds `Date`, framing and `Connection` when it puts this on the wire.
package struct HTTPResponse: Sendable {
    package var status: HTTPStatus
    package var fields: ResponseFields
    /// The content, in pieces that are written one after another without being joined.
    package var body: [ByteBuffer]

    package init(_ status: HTTPStatus, fields: ResponseFields = ResponseFields(), body: [ByteBuffer] = []) {
        self.status = status
        self.fields = fields
        self.body = body
    }

    package var contentLength: Int {
        var length = 0
        for piece in body { length += piece.count }
        return length
    }
}
