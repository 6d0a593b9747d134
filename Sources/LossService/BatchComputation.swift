import LossWire
import SoftmaxLoss

/// One batch on its way through the kernel: the memory of its outputs and the sums of its blocks.
///
/// Gradients take the memory of the logits, which nobody needs any more once they are there.
///
/// `@unchecked Sendable`: units write to different elements of `sums` and, as blocks do, of the outputs; `result` is
/// read when all units have ended.
final class BatchComputation: @unchecked Sendable {
    private enum Kernel {
        case float32(LossKernel<Float>, BatchResult.Tensors<Float>)
        case float64(LossKernel<Double>, BatchResult.Tensors<Double>)
    }

    private let request: BatchRequest
    private let kernel: Kernel
    private let blockCount: Int
    /// The sums of each block, to be added in their order.
    private let sums: TensorStorage<LossSums>

    /// How many blocks are worth handing to another thread.
    private static let blocksPerUnit = 4

    /// The computation of `request`, whose labels decoding has looked at already.
    static func prepare(_ request: BatchRequest) throws(LossWireError) -> BatchComputation {
        do {
            return try BatchComputation(request)
        } catch {
            var issues = InputIssues()
            issues.add("", "\(error)")
            throw .invalid(issues)
        }
    }

    private init(_ request: BatchRequest) throws(SoftmaxLossError) {
        self.request = request
        switch request.logits {
        case .float32(let logits):
            let tensors = Self.tensors(request, logits)
            let kernel = try Self.kernel(request, logits, tensors)
            self.kernel = .float32(kernel, tensors)
            blockCount = kernel.blockCount
        case .float64(let logits):
            let tensors = Self.tensors(request, logits)
            let kernel = try Self.kernel(request, logits, tensors)
            self.kernel = .float64(kernel, tensors)
            blockCount = kernel.blockCount
        }
        sums = TensorStorage(uninitialized: blockCount)
    }

    /// Pieces that may be computed at once.
    var unitCount: Int { (blockCount + Self.blocksPerUnit - 1) / Self.blocksPerUnit }

    func compute(unit: Int) {
        let first = unit * Self.blocksPerUnit
        for block in first..<min(first + Self.blocksPerUnit, blockCount) {
            switch kernel {
            case .float32(let kernel, _): sums.base[block] = kernel.evaluate(block: block)
            case .float64(let kernel, _): sums.base[block] = kernel.evaluate(block: block)
            }
        }
    }

    /// The result, once every unit has been computed.
    var result: BatchResult {
        var total = LossSums()
        for block in sums.elements { total.add(block) }
        return switch kernel {
        case .float32(let kernel, let tensors):
            BatchResult(request: request, summary: kernel.summary(of: total), tensors: .float32(tensors))
        case .float64(let kernel, let tensors):
            BatchResult(request: request, summary: kernel.summary(of: total), tensors: .float64(tensors))
        }
    }

    private static func tensors<Scalar>(
        _ request: BatchRequest, _ logits: TensorStorage<Scalar>
    ) -> BatchResult.Tensors<Scalar> {
        BatchResult.Tensors(
            gradients: request.outputs.contains(.gradients) ? logits : nil,
            probabilities: request.outputs.contains(.probabilities)
                ? TensorStorage(uninitialized: request.shape.elementCount) : nil,
            elementLosses: request.outputs.contains(.elementLosses)
                ? TensorStorage(uninitialized: request.shape.positionCount) : nil)
    }

    private static func kernel<Scalar>(
        _ request: BatchRequest, _ logits: TensorStorage<Scalar>, _ tensors: BatchResult.Tensors<Scalar>
    ) throws(SoftmaxLossError) -> LossKernel<Scalar> {
        try LossKernel(
            shape: request.shape, options: request.options, census: request.census,
            logits: UnsafePointer(logits.base), labels: UnsafePointer(request.labels.base),
            gradients: tensors.gradients?.base, probabilities: tensors.probabilities?.base,
            elementLosses: tensors.elementLosses?.base)
    }
}
