import HTTPWire
import LossWire

/// The way of a request of the Open Inference Protocol: decode, compute, encode.
extension LossPipeline {
    /// Tensors up to this size are copied behind the JSON that they go out with, which is quicker than to send them apart.
    static let joinedLength = 4 << 10

    /// - Parameters:
    ///   - headerLength: octets of JSON before the tensors in `body`; nil where there is nothing but JSON.
    ///   - model: the name that the answer repeats, as a JSON string.
    /// - Returns: the content, and how much of it is JSON; nil for that where all of it is.
    func infer(
        _ body: ByteBuffer, headerLength: Int?, for endpoint: LossEndpoint, model: String, timing: inout StepTiming
    ) throws(LossWireError) -> (content: [ByteBuffer], headerLength: Int?) {
        var stopwatch = Stopwatch()
        let request = try InferRequest(
            body.bytes, headerLength: headerLength, owner: body.owner, for: endpoint, concurrently: concurrently)
        stopwatch.lap(&timing.decode)
        let result = try compute(request.batch)
        stopwatch.lap(&timing.compute)
        let answer = try InferAnswer(request, result, model: model, concurrently: concurrently)
        let encoded = try encode(answer)
        stopwatch.lap(&timing.encode)
        return encoded
    }

    private func encode(_ answer: InferAnswer) throws(LossWireError) -> (content: [ByteBuffer], headerLength: Int?) {
        let parts = answer.parts(of: Self.bufferLength)
        let groups = Self.groups(parts.map(\.maximumLength))
        let tensors = answer.binaryTensors.map(\.octets)
        // Short tensors in front go into the last buffer of the JSON.
        let joined = tensors.prefix { $0.bytes.count <= Self.joinedLength }.reduce(0) { $0 + $1.bytes.count }
        let buffers = try groups.indices.map { group throws(LossWireError) in
            let length = parts[groups[group]].reduce(0) { $0 + $1.maximumLength }
            guard let buffer = ByteBuffer(ifAvailable: length + (group == groups.count - 1 ? joined : 0)) else {
                throw .outOfMemory
            }
            return buffer
        }
        let encodeGroup: @Sendable (Int) -> Void = { group in
            for part in parts[groups[group]] { buffers[group].write { answer.write(part, into: $0) } }
        }
        if groups.count == 1 { encodeGroup(0) } else { executor.concurrentPerform(count: groups.count, encodeGroup) }
        guard !tensors.isEmpty else { return (buffers, nil) }

        let headerLength = buffers.reduce(0) { $0 + $1.count }
        let content = buffers.last.map { Self.append(tensors, to: $0) } ?? []
        return (buffers + content, headerLength)
    }

    /// Puts tensors behind what `buffer` has, as long as they are short, and returns the others to be sent from where they
    /// are.
    static func append(
        _ tensors: [(bytes: UnsafeRawBufferPointer, owner: AnyObject)], to buffer: ByteBuffer
    ) -> [ByteBuffer] {
        var rest: [ByteBuffer] = []
        for (bytes, owner) in tensors {
            if rest.isEmpty, bytes.count <= joinedLength {
                withExtendedLifetime(owner) { _ = buffer.append(bytes) }
            } else {
                rest.append(ByteBuffer(bytes, of: owner))
            }
        }
        return rest
    }
}
