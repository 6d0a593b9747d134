import LossWire
import SoftmaxLoss

/// One batch on its way through the kernel, with the memory of its outputs.
///
/// Gradients take the memory of the logits, which nobody needs any more once they are there.
struct BatchComputation: Sendable {
    private enum Kernel {
        case float32(LossKernel<Float>, BatchResult.Tensors<Float>)
        case float64(LossKernel<Double>, BatchResult.Tensors<Double>)
    }

    private let request: BatchRequest
    private let kernel: Kernel
    let blockCount: Int

    /// How many blocks are worth handing to another thread.
    private static let blocksPerUnit = 4

    /// The computation of `request`, whose labels decoding has looked at already.
    init(_ request: BatchRequest) throws(LossWireError) {
        self.request = request
        switch request.logits {
        case .float32(let logits):
            let tensors = try Self.tensors(request, logits)
            let kernel = try Self.kernel(request, logits, tensors)
            self.kernel = .float32(kernel, tensors)
            blockCount = kernel.blockCount
        case .float64(let logits):
            let tensors = try Self.tensors(request, logits)
            let kernel = try Self.kernel(request, logits, tensors)
            self.kernel = .float64(kernel, tensors)
            blockCount = kernel.blockCount
        }
    }

    /// Pieces that may be computed at once.
    var unitCount: Int { (blockCount + Self.blocksPerUnit - 1) / Self.blocksPerUnit }

    /// Computes the blocks of `unit` and puts the sums of each in its place, to be added in order when all are there.
    func compute(unit: Int, into sums: TensorStorage<LossSums>) {
        let first = unit * Self.blocksPerUnit
        for block in first..<min(first + Self.blocksPerUnit, blockCount) {
            switch kernel {
            case .float32(let kernel, _): sums.base[block] = kernel.evaluate(block: block)
            case .float64(let kernel, _): sums.base[block] = kernel.evaluate(block: block)
            }
        }
    }

    /// Computes everything on this thread.
    func compute() -> BatchResult {
        switch kernel {
        case .float32(let kernel, let tensors):
            result(kernel, (0..<blockCount).lazy.map(kernel.evaluate), .float32(tensors))
        case .float64(let kernel, let tensors):
            result(kernel, (0..<blockCount).lazy.map(kernel.evaluate), .float64(tensors))
        }
    }

    /// The result, once every unit has been computed.
    func result(_ sums: TensorStorage<LossSums>) -> BatchResult {
        switch kernel {
        case .float32(let kernel, let tensors): result(kernel, sums.elements, .float32(tensors))
        case .float64(let kernel, let tensors): result(kernel, sums.elements, .float64(tensors))
        }
    }

    private func result<Scalar>(
        _ kernel: LossKernel<Scalar>, _ sums: some Sequence<LossSums>, _ tensors: BatchResult.TypedTensors
    ) -> BatchResult {
        var total = LossSums()
        for block in sums { total.add(block) }
        return BatchResult(request: request, summary: kernel.summary(of: total), tensors: tensors)
    }

    private static func tensors<Scalar>(
        _ request: BatchRequest, _ logits: TensorStorage<Scalar>
    ) throws(LossWireError) -> BatchResult.Tensors<Scalar> {
        BatchResult.Tensors(
            gradients: request.outputs.contains(.gradients) ? logits : nil,
            probabilities: request.outputs.contains(.probabilities)
                ? try TensorStorage(uninitialized: request.shape.elementCount) : nil,
            elementLosses: request.outputs.contains(.elementLosses)
                ? try TensorStorage(uninitialized: request.shape.positionCount) : nil)
    }

    private static func kernel<Scalar>(
        _ request: BatchRequest, _ logits: TensorStorage<Scalar>, _ tensors: BatchResult.Tensors<Scalar>
    ) throws(LossWireError) -> LossKernel<Scalar> {
        do {
            return try LossKernel(
                shape: request.shape, options: request.options, census: request.census,
                logits: UnsafePointer(logits.base), labels: UnsafePointer(request.labels.base),
                gradients: tensors.gradients?.base, probabilities: tensors.probabilities?.base,
                elementLosses: tensors.elementLosses?.base)
        } catch {
            var issues = InputIssues()
            issues.add("", "\(error)")
            throw .invalid(issues)
        }
    }
}
