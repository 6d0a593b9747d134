import Testing

@testable import SoftmaxLoss

/// Tensors at any address give what they give on their boundaries, bit for bit.
struct UnalignedTests {
    /// Classes last, first and in the middle; few and many; whole vectors and not.
    @Test(
        arguments: [
            ([37, 41], 1), ([5, 1000], 1), ([33, 5], 1), ([3, 19, 11], 1), ([7, 3, 64], 1), ([13, 70], 0),
        ] as [([Int], axis: Int)], [1, 2, 3, 5])
    func anyAddress(dimensions: ([Int], axis: Int), shift: Int) throws {
        let shape = try LogitsShape(dimensions.0, axis: dimensions.axis)
        let all: LossOutputs = [.gradients, .probabilities, .logProbabilities]
        for outputs in [[], .gradients, .probabilities, [.gradients, .probabilities], all] as [LossOutputs] {
            for hasTargets in [false, true] {
                try compare(Float.self, shape, outputs, hasTargets: hasTargets, shift)
                try compare(Double.self, shape, outputs, hasTargets: hasTargets, shift)
            }
        }
    }

    private func compare<Scalar: LossScalar>(
        _ type: Scalar.Type, _ shape: LogitsShape, _ outputs: LossOutputs, hasTargets: Bool, _ shift: Int
    ) throws {
        let logits = (0..<shape.elementCount).map { Scalar($0 * 7919 % 1009) / 100 - 5 }
        let targets = (0..<shape.elementCount).map { Scalar($0 * 31 % 17) / 16 }
        let labels = (0..<shape.positionCount).map { Int64($0 * 13 % shape.classCount) }
        let options = try LossOptions(ignoreLabel: hasTargets ? nil : 2)
        let batch =
            hasTargets
            ? try LossBatch(logits: logits, shape: shape, targets: targets)
            : try LossBatch(logits: logits, shape: shape, labels: labels)
        let expected = try batch.evaluate(options: options, outputs: outputs)

        let size = shape.elementCount * MemoryLayout<Scalar>.stride
        // Exactly as much as is needed, so that a sanitizer sees what is read or written beyond it.
        func place(_ elements: [Scalar]) -> Shifted<Scalar> { Shifted(elements, octets: size, shift) }
        let (places, truth) = (place(logits), place(targets))
        let (probabilities, logProbabilities) = (place([]), place([]))
        var memory = LossOutputMemory<Scalar>()
        // Gradients replace the logits, as they do in a server.
        if outputs.contains(.gradients) { memory.gradients = places.pointer }
        if outputs.contains(.probabilities) { memory.probabilities = probabilities.pointer }
        if outputs.contains(.logProbabilities) { memory.logProbabilities = logProbabilities.pointer }
        let summary = try labels.withUnsafeBufferPointer { labels in
            let census =
                hasTargets
                ? LabelCensus(positionCount: shape.positionCount)
                : LabelCensus(labels, classCount: shape.classCount, ignoreLabel: 2)
            let base = try #require(labels.baseAddress)
            let inputs = LossInputs(
                logits: UnsafePointer(places.pointer),
                truth: hasTargets ? .targets(UnsafePointer(truth.pointer)) : .labels(base))
            return try LossKernel(shape: shape, options: options, census: census, inputs: inputs, memory: memory)
                .evaluate()
        }
        #expect(summary == expected.summary)
        if outputs.contains(.gradients) { #expect(places.elements(logits.count) == expected.gradients) }
        if outputs.contains(.probabilities) {
            #expect(probabilities.elements(logits.count) == expected.probabilities)
        }
        if outputs.contains(.logProbabilities) {
            #expect(logProbabilities.elements(logits.count) == expected.logProbabilities)
        }
    }
}

/// Memory that begins `shift` octets behind a boundary.
private final class Shifted<Scalar: LossScalar> {
    private let base: UnsafeMutableRawPointer
    let pointer: UnsafeMutablePointer<Scalar>

    init(_ elements: [Scalar], octets: Int, _ shift: Int) {
        base = .allocate(byteCount: octets + shift, alignment: 64)
        let start = base + shift
        elements.withUnsafeBytes { source in
            if let address = source.baseAddress { start.copyMemory(from: address, byteCount: source.count) }
        }
        pointer = start.assumingMemoryBound(to: Scalar.self)
    }

    deinit { base.deallocate() }

    func elements(_ count: Int) -> [Scalar] { (0..<count).map { pointer[unaligned: $0] } }
}
