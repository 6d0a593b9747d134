import HTTPWire

/// `Inference-Header-Content-Length`: how many octets of the content are JSON, before the tensors behind it.
enum HeaderLength {
    /// nil where the field is not there. Fails where it is not a number, or there is more than one.
    static func read(_ head: RequestHead) throws(Failure) -> Int? {
        guard !head.lacks(.inferenceHeaderContentLength) else { return nil }
        let values = head.values(of: .inferenceHeaderContentLength)
        guard values.count == 1, let text = values.first, (1...18).contains(text.utf8.count),
            text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }), let length = Int(text)
        else { throw Failure() }
        return length
    }

    struct Failure: Error {
        let detail = "Inference-Header-Content-Length has to be one number of octets"
    }
}
