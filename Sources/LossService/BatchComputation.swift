import LossWire
import SoftmaxLoss

/// One batch on its way through the kernel, with the memory of its outputs.
///
/// Gradients take the memory of the logits, which nobody needs any more once they are there.
struct BatchComputation<Scalar: LossScalar>: ~Copyable, Sendable {
    private let request: BatchRequest
    private let tensors: [ResultTensor]
    private let kernel: LossKernel<Scalar>

    /// How many blocks are worth handing to another thread.
    private static var blocksPerUnit: Int { 4 }

    /// The computation of `request`, whose labels decoding has looked at already and whose `logits` and `targets` these are.
    fileprivate init(
        _ request: BatchRequest, _ logits: TensorStorage<Scalar>, _ targets: TensorStorage<Scalar>?,
        _ elements: (TensorStorage<Scalar>) -> ResultTensor.Elements
    ) throws(LossWireError) {
        let outputs = try Outputs(request, logits, elements)
        kernel = try Self.kernel(request, logits, outputs.memory, targets)
        self.request = request
        tensors = outputs.tensors
    }

    var blockCount: Int { kernel.blockCount }

    /// Pieces that may be computed at once.
    var unitCount: Int { (blockCount + Self.blocksPerUnit - 1) / Self.blocksPerUnit }

    /// Computes the blocks of `unit` and puts the sums of each in its place, to be added in order when all are there.
    func compute(unit: Int, into sums: TensorStorage<LossSums>) {
        let first = unit * Self.blocksPerUnit
        for block in first..<min(first + Self.blocksPerUnit, blockCount) {
            sums.base[block] = kernel.evaluate(block: block)
        }
    }

    /// Computes everything on this thread.
    func compute() -> BatchResult { result(kernel.evaluate()) }

    /// The result, once every unit has been computed.
    func result(_ sums: TensorStorage<LossSums>) -> BatchResult {
        var total = LossSums()
        for block in sums.elements { total.add(block) }
        return result(kernel.summary(of: total))
    }

    private func result(_ summary: LossSummary) -> BatchResult {
        BatchResult(request: request, summary: summary, tensors: tensors)
    }

    private static func kernel(
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
        if request.outputs.contains(.elementLosses) {
            let storage = try position(Scalar.self)
            add(.elementLosses, elements(storage))
            memory.elementLosses = storage.base
        }
        if request.outputs.contains(.max) { memory.maxima = try addReal(.max) }
        if request.outputs.contains(.sumExp) { memory.sums = try addReal(.sumExp) }
        if request.outputs.contains(.logSumExp) { memory.logSums = try addReal(.logSumExp) }
        if request.outputs.contains(.scale) { memory.scales = try addReal(.scale) }
        if request.outputs.contains(.predictions) { memory.predictions = try addIndices(.predictions) }
        if request.outputs.contains(.correct) {
            let storage = try position(Bool.self)
            add(.correct, .booleans(storage))
            memory.correct = storage.base
        }
        if request.outputs.contains(.gradients) {
            add(.gradients, elements(logits), isPerPosition: false)
            memory.gradients = logits.base
        }
        if request.outputs.contains(.probabilities) { memory.probabilities = try addElements(.probabilities) }
        if request.outputs.contains(.logProbabilities) { memory.logProbabilities = try addElements(.logProbabilities) }
    }
}

extension BatchComputation<Float> {
    init(_ request: BatchRequest, _ logits: TensorStorage<Float>) throws(LossWireError) {
        var targets: TensorStorage<Float>?
        if case .targets(.float32(let storage)) = request.truth { targets = storage }
        try self.init(request, logits, targets) { .float32($0) }
    }
}

extension BatchComputation<Double> {
    init(_ request: BatchRequest, _ logits: TensorStorage<Double>) throws(LossWireError) {
        var targets: TensorStorage<Double>?
        if case .targets(.float64(let storage)) = request.truth { targets = storage }
        try self.init(request, logits, targets) { .float64($0) }
    }
}
