extension RawClient {
    /// Posts a JSON text to the loss's path and reads the answer.
    package func post(_ json: String, fields: String = "") throws -> RawResponse {
        try post(Array(json.utf8), fields: fields)
    }

    package func post(_ content: [UInt8], fields: String = "") throws -> RawResponse {
        let head = """
            POST /v1/softmax-loss HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\n\
            \(fields)Content-Length: \(content.count)\r\n\r\n
            """
        try send(Array(head.utf8) + content)
        return try readResponse()
    }

    package func get(_ path: String) throws -> RawResponse {
        try exchange("GET \(path) HTTP/1.1\r\nHost: test\r\n\r\n")
    }
}
