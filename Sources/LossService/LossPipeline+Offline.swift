import HTTPWire
import LossWire

extension LossPipeline {
    /// What a server would answer to `body`, for a program that has none: the content, or a problem document.
    package func answer(json body: UnsafeRawBufferPointer) -> (content: ContentPieces, isProblem: Bool) {
        var timing = StepTiming()
        do {
            return (try run(json: body, of: nil, for: .loss, timing: &timing), false)
        } catch {
            let document = Problem(error).json(requestID: RequestIdentifier())
            return (.one(ByteBuffer(document)), true)
        }
    }
}
