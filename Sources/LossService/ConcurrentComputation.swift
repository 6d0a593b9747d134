import LossWire
import SoftmaxLoss

/// One of many computations whose units are computed at once, whatever their arithmetic.
protocol ConcurrentComputation: Sendable {
    var unitCount: Int { get }
    func compute(unit: Int)
    /// The result, once every unit has been computed.
    func result() -> BatchResult
}

extension BatchRequest {
    func concurrentComputation() throws(LossWireError) -> any ConcurrentComputation {
        switch logits {
        case .float32(let logits):
            let memory = try ResultMemory(self, logits)
            return try SharedComputation(self, kernel(logits, memory.outputs), memory.tensors)
        case .float64(let logits):
            let memory = try ResultMemory(self, logits)
            return try SharedComputation(self, kernel(logits, memory.outputs), memory.tensors)
        }
    }
}

private final class SharedComputation<Scalar: LossScalar>: ConcurrentComputation {
    private let request: BatchRequest
    private let kernel: LossKernel<Scalar>
    private let tensors: [ResultTensor]
    private let sums: TensorStorage<LossSums>

    init(
        _ request: BatchRequest, _ kernel: consuming LossKernel<Scalar>, _ tensors: [ResultTensor]
    ) throws(LossWireError) {
        sums = try TensorStorage(uninitialized: kernel.blockCount)
        self.request = request
        self.kernel = kernel
        self.tensors = tensors
    }

    var unitCount: Int { kernel.unitCount }

    func compute(unit: Int) { kernel.compute(unit: unit, into: sums) }

    func result() -> BatchResult {
        BatchResult(request: request, summary: kernel.summary(of: sums), tensors: tensors)
    }
}
