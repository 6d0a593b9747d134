/// Softmax, negative log-likelihood and gradient of one batch, forward and backward in one go over memory.
///
/// The work is cut into blocks whose borders depend on the shape alone. A block writes its own part of the outputs and
/// returns its own sums; blocks may run in any order and on any thread. Adding their sums in the order of the blocks
/// gives the same bits whoever ran them.
///
/// Hazard: the kernel works on memory that its caller keeps alive and trusts the labels: they have to be ignored or
/// within the classes (``LabelCensus``). `gradients` may be the memory of `logits`, which are then replaced.
///
/// `@unchecked Sendable`: logits and labels are only read, unless gradients replace them, and every block touches the
/// elements of its own positions alone.
public struct LossKernel<Scalar: LossScalar>: @unchecked Sendable {
    /// −ln FLT_MIN: the most that one position adds, in float64 too (`softmax_loss_layer.cpp`, `Forward_cpu`).
    static var clamp: Double { 87.336_544_750_553_11 }

    let shape: LogitsShape
    let ignoreLabel: Int64?
    /// What gradients are multiplied by: loss_weight / D.
    let scale: Double
    /// The divisor D.
    let normalizer: Double
    let validCount: Int

    let logits: UnsafePointer<Scalar>
    let labels: UnsafePointer<Int64>
    let gradients: UnsafeMutablePointer<Scalar>?
    let probabilities: UnsafeMutablePointer<Scalar>?
    let elementLosses: UnsafeMutablePointer<Scalar>?

    /// - Parameters:
    ///   - logits: `shape.elementCount` numbers.
    ///   - labels: `shape.positionCount` numbers, counted by `census` with the same ignored label.
    ///   - gradients: `shape.elementCount` places, or nil.
    ///   - probabilities: `shape.elementCount` places, not those of the logits, or nil.
    ///   - elementLosses: `shape.positionCount` places, or nil.
    /// - Throws: ``SoftmaxLossError/label(_:position:classes:)`` where the census found an invalid label.
    public init(
        shape: LogitsShape, options: LossOptions, census: LabelCensus,
        logits: UnsafePointer<Scalar>, labels: UnsafePointer<Int64>,
        gradients: UnsafeMutablePointer<Scalar>?, probabilities: UnsafeMutablePointer<Scalar>?,
        elementLosses: UnsafeMutablePointer<Scalar>?
    ) throws(SoftmaxLossError) {
        if let position = census.invalidPositions.first {
            throw .label(labels[position], position: position, classes: shape.classCount)
        }
        self.shape = shape
        ignoreLabel = options.ignoreLabel
        validCount = census.validCount
        normalizer =
            switch options.divisor {
            case .normalization(let mode): mode.divisor(shape: shape, validCount: census.validCount)
            case .explicit(let value): value
            }
        scale = options.lossWeight / normalizer
        self.logits = logits
        self.labels = labels
        self.gradients = gradients
        self.probabilities = probabilities
        self.elementLosses = elementLosses
    }

    /// Number of blocks.
    public var blockCount: Int { shape.innerCount == 1 ? rowBlocks.count : tileBlocks.count }

    /// Computes block `block`, 0 ..< `blockCount`.
    public func evaluate(block: Int) -> LossSums { Scalar.evaluate(block: block, of: self) }

    /// The batch's numbers, from the sums of all blocks added in order.
    public func summary(of sums: LossSums) -> LossSummary {
        LossSummary(
            lossSum: sums.loss, normalizer: normalizer, validCount: validCount, weightSum: Double(validCount),
            clampedCount: sums.clampedCount, nonFiniteCount: sums.nonFiniteCount)
    }

    /// Computes every block in order on this thread.
    public func evaluate() -> LossSummary {
        var sums = LossSums()
        for block in 0..<blockCount { sums.add(evaluate(block: block)) }
        return summary(of: sums)
    }

    @inline(__always)
    func evaluateGeneric(block: Int) -> LossSums {
        shape.innerCount == 1 ? evaluateRows(block: block) : evaluateTiles(block: block)
    }

    /// Elements in a block: enough that starting one costs nothing, few enough that they stay in a core's own cache.
    static var blockElements: Int { 16384 }

    /// The loss of one kept position, from its largest logit, its label's logit and Σ exp(x − max).
    @inline(__always)
    func loss(maximum: Scalar, labelled: Scalar, sum: Double, into sums: inout LossSums) -> Double {
        var loss = (Double(maximum) - Double(labelled)) + Logarithm.natural(sum)
        if loss > Self.clamp {
            loss = Self.clamp
            sums.clampedCount += 1
        }
        if !loss.isFinite { sums.nonFiniteCount += 1 }
        sums.loss += loss
        return loss
    }
}
