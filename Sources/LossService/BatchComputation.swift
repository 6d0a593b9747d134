import LossWire
import SoftmaxLoss

/// One batch on its way through the kernel, with the memory of its outputs.
///
/// Gradients take the memory of the logits, which nobody needs any more once they are there.
final class BatchComputation: Sendable {
    private enum Kernel {
        case float32(LossKernel<Float>)
        case float64(LossKernel<Double>)
    }

    private let request: BatchRequest
    private let tensors: [ResultTensor]
    private let kernel: Kernel
    let blockCount: Int

    /// How many blocks are worth handing to another thread.
    private static let blocksPerUnit = 4

    /// The computation of `request`, whose labels decoding has looked at already.
    init(_ request: BatchRequest) throws(LossWireError) {
        self.request = request
        switch request.logits {
        case .float32(let logits):
            let outputs = try Outputs(request, logits) { .float32($0) }
            let kernel = try Self.kernel(request, logits, outputs.memory, request.targets32)
            self.kernel = .float32(kernel)
            tensors = outputs.tensors
            blockCount = kernel.blockCount
        case .float64(let logits):
            let outputs = try Outputs(request, logits) { .float64($0) }
            let kernel = try Self.kernel(request, logits, outputs.memory, request.targets64)
            self.kernel = .float64(kernel)
            tensors = outputs.tensors
            blockCount = kernel.blockCount
        }
    }

    /// Pieces that may be computed at once.
    var unitCount: Int { (blockCount + Self.blocksPerUnit - 1) / Self.blocksPerUnit }

    /// Computes the blocks of `unit` and puts the sums of each in its place, to be added in order when all are there.
    func compute(unit: Int, into sums: TensorStorage<LossSums>) {
        let first = unit * Self.blocksPerUnit
        for block in first..<min(first + Self.blocksPerUnit, blockCount) { sums.base[block] = evaluate(block) }
    }

    /// Computes everything on this thread.
    func compute() -> BatchResult {
        var total = LossSums()
        for block in 0..<blockCount { total.add(evaluate(block)) }
        return result(total)
    }

    /// The result, once every unit has been computed.
    func result(_ sums: TensorStorage<LossSums>) -> BatchResult {
        var total = LossSums()
        for block in sums.elements { total.add(block) }
        return result(total)
    }

    private func evaluate(_ block: Int) -> LossSums {
        switch kernel {
        case .float32(let kernel): kernel.evaluate(block: block)
        case .float64(let kernel): kernel.evaluate(block: block)
        }
    }

    private func result(_ total: LossSums) -> BatchResult {
        let summary =
            switch kernel {
            case .float32(let kernel): kernel.summary(of: total)
            case .float64(let kernel): kernel.summary(of: total)
            }
        return BatchResult(request: request, summary: summary, tensors: tensors)
    }

    private static func kernel<Scalar>(
        _ request: BatchRequest, _ logits: TensorStorage<Scalar>, _ memory: LossOutputMemory<Scalar>,
        _ targets: TensorStorage<Scalar>?
    ) throws(LossWireError) -> LossKernel<Scalar> {
        func pointer(_ storage: TensorStorage<Double>?) -> UnsafePointer<Double>? {
            storage.map { UnsafePointer($0.base) }
        }
        do {
            let truth: LossInputs<Scalar>.Truth
            switch (request.truth, targets) {
            case (.labels(let labels), _): truth = .labels(UnsafePointer(labels.base))
            case (.targets, let targets?): truth = .targets(UnsafePointer(targets.base))
            case (.targets, nil): throw SoftmaxLossError.targetCount(0, expected: request.shape.elementCount)
            }
            let merged = request.merged.map { merged in
                MergedStatistics(
                    maximum: UnsafePointer(merged.maximum.base), sum: UnsafePointer(merged.sum.base),
                    coefficientSum: pointer(merged.coefficientSum))
            }
            return try LossKernel(
                shape: request.shape, options: request.options, census: request.census,
                inputs: LossInputs(
                    logits: UnsafePointer(logits.base), truth: truth, classWeights: pointer(request.classWeights),
                    positionWeights: pointer(request.positionWeights), merged: merged),
                memory: memory)
        } catch {
            var issues = InputIssues()
            issues.add("", "\(error)")
            throw .invalid(issues)
        }
    }
}

/// The memory of what was asked for, for the kernel and for the answer.
private struct Outputs<Scalar: LossScalar> {
    var memory = LossOutputMemory<Scalar>()
    var tensors: [ResultTensor] = []

    init(
        _ request: BatchRequest, _ logits: TensorStorage<Scalar>,
        _ elements: (TensorStorage<Scalar>) -> ResultTensor.Elements
    ) throws(LossWireError) {
        let (positions, count) = (request.shape.positionCount, request.shape.elementCount)
        func position<Element>(_ type: Element.Type) throws(LossWireError) -> TensorStorage<Element> {
            try TensorStorage(uninitialized: positions)
        }
        func add(_ name: OutputName, _ elements: ResultTensor.Elements, isPerPosition: Bool = true) {
            tensors.append(ResultTensor(name, elements, isPerPosition: isPerPosition))
        }
        func addReal(_ name: OutputName) throws(LossWireError) -> UnsafeMutablePointer<Double> {
            let storage = try position(Double.self)
            add(name, .float64(storage))
            return storage.base
        }
        func addIndices(_ name: OutputName) throws(LossWireError) -> UnsafeMutablePointer<Int64> {
            let storage = try position(Int64.self)
            add(name, .indices(storage))
            return storage.base
        }
        func addElements(_ name: OutputName) throws(LossWireError) -> UnsafeMutablePointer<Scalar> {
            let storage = try TensorStorage<Scalar>(uninitialized: count)
            add(name, elements(storage), isPerPosition: false)
            return storage.base
        }

        if request.endpoint == .partials {
            memory.maxima = try addReal(.max)
            memory.sums = try addReal(.sumExp)
            let (targetLogits, areHere) = (try position(Double.self), try position(Bool.self))
            add(.targetLogit, .optionals(targetLogits, areHere))
            (memory.targetLogits, memory.labelsHere) = (targetLogits.base, areHere.base)
            memory.coefficientSums = try addReal(.coefficientSum)
            memory.predictions = try addIndices(.argmax)
            return
        }
        if request.asks(for: .elementLosses) {
            let storage = try position(Scalar.self)
            add(.elementLosses, elements(storage))
            memory.elementLosses = storage.base
        }
        if request.asks(for: .max) { memory.maxima = try addReal(.max) }
        if request.asks(for: .sumExp) { memory.sums = try addReal(.sumExp) }
        if request.asks(for: .logSumExp) { memory.logSums = try addReal(.logSumExp) }
        if request.asks(for: .scale) { memory.scales = try addReal(.scale) }
        if request.asks(for: .predictions) { memory.predictions = try addIndices(.predictions) }
        if request.asks(for: .correct) {
            let storage = try position(Bool.self)
            add(.correct, .booleans(storage))
            memory.correct = storage.base
        }
        if request.asks(for: .gradients) {
            add(.gradients, elements(logits), isPerPosition: false)
            memory.gradients = logits.base
        }
        if request.asks(for: .probabilities) { memory.probabilities = try addElements(.probabilities) }
        if request.asks(for: .logProbabilities) { memory.logProbabilities = try addElements(.logProbabilities) }
    }
}

extension BatchRequest {
    fileprivate var targets32: TensorStorage<Float>? {
        if case .targets(.float32(let storage)) = truth { storage } else { nil }
    }

    fileprivate var targets64: TensorStorage<Double>? {
        if case .targets(.float64(let storage)) = truth { storage } else { nil }
    }
}
