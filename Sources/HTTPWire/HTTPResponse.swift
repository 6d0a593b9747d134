/// What is answered to one request: the connection adds `Date`, framing and `Connection` when it puts this on the wire.
package struct HTTPResponse: Sendable {
    package var status: HTTPStatus
    package var fields: ResponseFields
    package var body: ContentPieces

    package init(_ status: HTTPStatus, fields: ResponseFields = ResponseFields(), body: ContentPieces = .none) {
        self.status = status
        self.fields = fields
        self.body = body
    }

    package var contentLength: Int { body.length }
}
