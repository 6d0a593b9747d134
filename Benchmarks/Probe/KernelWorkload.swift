import Foundation
import SoftmaxLoss

/// Forward and backward on this thread: every block in order, into gradients that have their own memory.
final class KernelWorkload: Workload {
    private let shape: LogitsShape
    private let options: LossOptions
    private let logits: [Float]
    private let labels: [Int64]
    private var gradients: [Float]
    private var loss = 0.0

    /// - Parameters:
    ///   - dimensions: joined by commas; the classes lie along axis 1.
    ///   - logits: the path of float32 in this machine's order of octets.
    ///   - labels: the path of int64, likewise.
    init(_ dimensions: String, logits: String, labels: String) throws {
        shape = try LogitsShape(dimensions.split(separator: ",").compactMap { Int($0) })
        options = try LossOptions()
        self.logits = try numbers(in: logits)
        self.labels = try numbers(in: labels)
        guard self.logits.count == shape.elementCount, self.labels.count == shape.positionCount else {
            throw ProbeError.tensor("the files do not fit \(dimensions)")
        }
        gradients = [Float](repeating: 0, count: shape.elementCount)
    }

    func run() throws {
        loss = try logits.withUnsafeBufferPointer { logits in
            try labels.withUnsafeBufferPointer { labels in
                try gradients.withUnsafeMutableBufferPointer { gradients in
                    guard let first = logits.baseAddress, let firstLabel = labels.baseAddress else { return 0 }
                    let census = LabelCensus(labels, classCount: shape.classCount, ignoreLabel: nil)
                    var outputs = LossOutputMemory<Float>()
                    outputs.gradients = gradients.baseAddress
                    return try LossKernel(
                        shape: shape, options: options, census: census,
                        inputs: LossInputs(logits: first, truth: .labels(firstLabel)), memory: outputs
                    ).evaluate().loss
                }
            }
        }
    }

    /// The loss, float64, then the gradients, float32.
    func outcome() -> Data {
        var data = withUnsafeBytes(of: loss) { Data($0) }
        gradients.withUnsafeBytes { data.append(contentsOf: $0) }
        return data
    }
}

/// The numbers in a file, as memory has them.
func numbers<Number: BitwiseCopyable>(in path: String) throws -> [Number] {
    let data = try Data(contentsOf: URL(fileURLWithPath: path))
    let stride = MemoryLayout<Number>.stride
    return data.withUnsafeBytes { octets in
        (0..<octets.count / stride).map { octets.loadUnaligned(fromByteOffset: $0 * stride, as: Number.self) }
    }
}
