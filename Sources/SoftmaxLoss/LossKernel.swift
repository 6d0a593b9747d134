/// Softmax, negative log-likelihood and gradient of one batch, forward and backward in one go over memory.
///
/// The work is cut into blocks whose borders depend on the shape alone. A block writes its own part of the outputs and
/// returns its own sums; blocks may run in any order and on any thread. Adding their sums in the order of the blocks
/// gives the same bits whoever ran them.
///
/// Hazard: the kernel works on memory that its caller keeps alive and trusts the labels: they have to be ignored or
/// within the classes (``LabelCensus``). Gradients may take the memory of the logits.
///
/// Not copyable, because it is long and nobody needs two of one.
///
/// `@unchecked Sendable`: inputs are only read, unless gradients replace the logits, and every block touches the elements
/// of its own positions alone.
public struct LossKernel<Scalar: LossScalar>: ~Copyable, @unchecked Sendable {
    let shape: KernelShape
    let inputs: LossInputs<Scalar>
    let memory: LossOutputMemory<Scalar>
    let formulas: LossFormulas
    let ignoreLabel: Int64?
    let topK: Int
    /// Σ w over all classes and over the slice's.
    let weightTotals: (all: Double, slice: Double)
    /// Whether the kernel works on rows, of which each lies side by side, or on tiles.
    let hasRows: Bool
    /// Rows or tiles in a block.
    let blockLength: Int

    /// Number of blocks.
    public let blockCount: Int
    /// The divisor D.
    public let normalizer: Double
    /// What it is called; nil where it was given as a number.
    public let normalization: Normalization?
    private let validCount: Int
    private let weightSum: Double

    /// - Parameters:
    ///   - census: of the inputs' labels with the same ignored label and weights, or of as many targets.
    /// - Throws: ``SoftmaxLossError/label(_:position:classes:)`` where the census found an invalid label, and what else
    ///   options, inputs and outputs do not have in common.
    public init(
        shape: borrowing LogitsShape, options: LossOptions, census: borrowing LabelCensus, inputs: LossInputs<Scalar>,
        memory: LossOutputMemory<Scalar>
    ) throws(SoftmaxLossError) {
        var hasTargets = false
        switch inputs.truth {
        case .labels(let labels):
            if let position = census.invalidPositions.first {
                throw .label(labels[position], position: position, classes: shape.totalClassCount)
            }
        case .targets:
            hasTargets = true
            if options.ignoreLabel != nil { throw .ignoreLabelWithTargets }
            if memory.correct != nil { throw .correctWithTargets }
            if let merged = inputs.merged, merged.coefficientSum == nil { throw .coefficientSumMissing }
        }
        if inputs.merged != nil, memory.predictions != nil || memory.correct != nil { throw .outputOfSlice }
        self.shape = KernelShape(shape)
        hasRows = shape.innerCount == 1 && shape.classCount >= Self.fewClasses
        let piece = hasRows ? 1 : Tile<Scalar>.size
        let pieceCount = (shape.positionCount + piece - 1) / piece
        blockLength = max(1, Self.blockElements / piece / max(shape.classCount, 1))
        blockCount = (pieceCount + blockLength - 1) / blockLength
        self.inputs = inputs
        self.memory = memory
        validCount = census.validCount
        weightSum = census.weightSum
        ignoreLabel = options.ignoreLabel
        topK = options.topK
        switch options.divisor {
        case .explicit(let value): (normalizer, normalization) = (value, nil)
        case .normalization(let mode):
            (normalizer, normalization) = (
                mode.divisor(shape: shape, census: census, semantics: options.semantics), mode
            )
        case nil:
            let mode = options.semantics.defaultNormalization(
                hasTargets: hasTargets, hasClassWeights: inputs.classWeights != nil)
            (normalizer, normalization) = (
                mode.divisor(shape: shape, census: census, semantics: options.semantics), mode
            )
        }
        formulas = LossFormulas(options, normalizer: normalizer, totalClassCount: shape.totalClassCount)

        let slice = shape.classOffset..<shape.classOffset + shape.classCount
        if let weights = inputs.classWeights, hasTargets || options.labelSmoothing > 0 {
            weightTotals = (
                (0..<shape.totalClassCount).reduce(0) { $0 + weights[$1] }, slice.reduce(0) { $0 + weights[$1] }
            )
        } else {
            weightTotals = (Double(shape.totalClassCount), Double(shape.classCount))
        }
    }

    /// Computes block `block`, 0 ..< `blockCount`.
    public func evaluate(block: Int) -> LossSums { Scalar.evaluate(block: block, of: self) }

    /// The batch's numbers, from the sums of all blocks added in order.
    public func summary(of sums: LossSums) -> LossSummary {
        LossSummary(
            lossSum: sums.loss, zLossSum: sums.zLoss, normalizer: normalizer, normalization: normalization,
            validCount: validCount, weightSum: weightSum, clampedCount: sums.clampedCount,
            nonFiniteCount: sums.nonFiniteCount, correctCount: sums.correctCount)
    }

    /// Computes every block in order on this thread.
    public func evaluate() -> LossSummary {
        var sums = LossSums()
        for block in 0..<blockCount { sums.add(evaluate(block: block)) }
        return summary(of: sums)
    }

    /// Elements in a block: enough that starting one costs nothing, few enough that they stay in a core's own cache.
    static var blockElements: Int { 16384 }

    /// Fewer classes than this are worked on sixteen positions at a time even where they lie side by side.
    private static var fewClasses: Int { 32 }

    /// w of the slice's classes.
    var sliceWeights: UnsafePointer<Double>? { inputs.classWeights.map { $0 + shape.classOffset } }

    /// Whether classes other than the label have a share in the loss.
    var isDense: Bool { hasTargets || formulas.spread > 0 }

    var hasTargets: Bool {
        if case .targets = inputs.truth { true } else { false }
    }

    /// Whether exponentials of rows are computed once and kept where an output will be. Where more is asked of the logits
    /// they stay, and exponentials are computed as often as they are needed: the same ones.
    private var keepsExponentials: Bool {
        !isDense && formulas.logitScale == 1 && inputs.merged == nil && memory.logProbabilities == nil
    }

    /// The sums of a block whose groups `body` takes one by one. It is lent memory for a group, from the beginning of a
    /// cache's line on: vectors that lie across two lines take twice as long.
    @inline(__always)
    static func evaluateBlock(_ body: (_ group: inout PositionGroup, _ sums: inout LossSums) -> Void) -> LossSums {
        var sums = LossSums()
        // On the stack, which has no such boundaries, with room to move it to one. The room is the memory of a list that
        // is about to be made: nothing has been written to it.
        _ = InlineArray<2, PositionGroup> { list in
            list.withUnsafeMutableBufferPointer { room, count in
                let room = UnsafeMutableRawPointer(room.baseAddress)
                guard let base = room?.alignedUp(toMultipleOf: lineLength) else { return }
                let group = base.initializeMemory(as: PositionGroup.self, to: PositionGroup())
                body(&group.pointee, &sums)
                sums.loss = Self.sum(group.pointee.lossSum)
                count = 2
            }
        }
        return sums
    }

    /// Lends `body` memory for `count` scalars, which begins as a group's does.
    @inline(__always)
    static func withScalars(_ count: Int, _ body: (UnsafeMutablePointer<Scalar>) -> Void) {
        let bytes = count &* MemoryLayout<Scalar>.stride
        withUnsafeTemporaryAllocation(byteCount: bytes &+ lineLength, alignment: 16) { memory in
            guard let base = memory.baseAddress?.alignedUp(toMultipleOf: lineLength) else { return }
            body(base.bindMemory(to: Scalar.self, capacity: count))
        }
    }

    /// Octets of a line of a cache, and of the longest vector.
    private static var lineLength: Int { 64 }

    /// Chosen once a block, so that what most batches ask for is compiled without the rest.
    @inline(__always)
    func evaluateGeneric(block: Int) -> LossSums {
        if !hasRows { return evaluateTiles(block: block) }
        return keepsExponentials
            ? evaluateRows(block: block, keepingExponentials: true)
            : evaluateRows(block: block, keepingExponentials: false)
    }
}
