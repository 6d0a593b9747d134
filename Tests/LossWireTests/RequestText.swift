import LossWire

/// Requests from text.
enum RequestText {
    static func decode(_ json: String) throws(LossWireError) -> LossRequest { try decode(Array(json.utf8)) }

    static func decode(_ octets: [UInt8]) throws(LossWireError) -> LossRequest {
        // Memory of exactly this size, so that the address sanitizer sees a read past its end.
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: octets.count, alignment: 1)
        defer { memory.deallocate() }
        memory.copyBytes(from: octets)
        return try LossRequest(json: UnsafeRawBufferPointer(memory))
    }

    /// The one batch of a request.
    static func batch(_ json: String) throws -> BatchRequest {
        guard case .batch(let batch) = try decode(json) else { throw NotABatch() }
        return batch
    }

    struct NotABatch: Error {}
}

extension BatchRequest {
    var labels: [Int64] {
        guard case .labels(let storage) = truth else { return [] }
        return Array(storage.elements)
    }

    var float32Logits: [Float] {
        guard case .float32(let storage) = logits else { return [] }
        return Array(storage.elements)
    }

    var float64Logits: [Double] {
        guard case .float64(let storage) = logits else { return [] }
        return Array(storage.elements)
    }
}
