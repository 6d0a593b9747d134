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
        case .float32(let logits): try SharedComputation(BatchComputation(self, logits))
        case .float64(let logits): try SharedComputation(BatchComputation(self, logits))
        }
    }
}

private final class SharedComputation<Scalar: LossScalar>: ConcurrentComputation {
    private let computation: BatchComputation<Scalar>
    private let sums: TensorStorage<LossSums>

    init(_ computation: consuming BatchComputation<Scalar>) throws(LossWireError) {
        sums = try TensorStorage(uninitialized: computation.blockCount)
        self.computation = computation
    }

    var unitCount: Int { computation.unitCount }

    func compute(unit: Int) { computation.compute(unit: unit, into: sums) }

    func result() -> BatchResult { computation.result(sums) }
}
