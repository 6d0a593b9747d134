/// One batch for a Swift program: logits and labels in arrays, results in arrays.
///
///     let shape = try LogitsShape([2, 3])
///     let batch = try LossBatch(logits: [1, 2, 3, 1, 2, 3] as [Float], shape: shape, labels: [2, 0])
///     let result = try batch.evaluate(options: LossOptions(), outputs: .gradients)
///     result.summary.loss     // 1.407606
///
/// By itself this is Caffe's `SoftmaxWithLossLayer` (`softmax_loss_layer.cpp`), forward and backward, with two
/// differences: a label outside the classes is an error where Caffe reads memory that is not its own, and the class axis
/// may be any. With ``LossSemantics/pytorch`` it is `torch.nn.functional.cross_entropy` and its gradient.
///
/// A row with a NaN, +∞ or nothing but −∞ has NaN for its probabilities, and where it is kept for its loss and gradients.
/// −∞ elsewhere is a masked class, whose probability is 0.
public struct LossBatch<Scalar: LossScalar>: Sendable {
    /// What is to be predicted.
    public enum Truth: Sendable {
        case labels([Int64])
        case targets([Scalar])
    }

    public let logits: [Scalar]
    public let shape: LogitsShape
    public let truth: Truth
    public let classWeights: [Double]?
    public let positionWeights: [Double]?

    /// - Parameters:
    ///   - logits: row-major, `shape.elementCount` of them. NaN and ±∞ are taken and do what arithmetic makes of them.
    ///   - labels: one a position, `shape.positionCount` of them; each a class or ignored.
    ///   - classWeights: w, `shape.totalClassCount` of them, finite and at least 0; nil is 1 for each.
    ///   - positionWeights: v, `shape.positionCount` of them, finite; nil is 1 for each. They do not change what `VALID`
    ///     divides by. What weighs 0 adds 0, even where its loss is infinite, but NaN where its row is not of numbers.
    /// - Throws: ``SoftmaxLossError`` where counts do not fit the shape, or a weight is not one.
    public init(
        logits: [Scalar], shape: LogitsShape, labels: [Int64], classWeights: [Double]? = nil,
        positionWeights: [Double]? = nil
    ) throws(SoftmaxLossError) {
        guard labels.count == shape.positionCount else {
            throw .labelCount(labels.count, expected: shape.positionCount)
        }
        try self.init(logits, shape, .labels(labels), classWeights, positionWeights)
    }

    /// - Parameter targets: soft targets in the logits' shape: finite, not required to sum to 1.
    /// - Throws: ``SoftmaxLossError`` where counts do not fit the shape, or a target or a weight is not one.
    public init(
        logits: [Scalar], shape: LogitsShape, targets: [Scalar], classWeights: [Double]? = nil,
        positionWeights: [Double]? = nil
    ) throws(SoftmaxLossError) {
        guard targets.count == shape.elementCount else {
            throw .targetCount(targets.count, expected: shape.elementCount)
        }
        if let index = targets.firstIndex(where: { !$0.isFinite }) {
            throw .target(Double(targets[index]), index: index)
        }
        try self.init(logits, shape, .targets(targets), classWeights, positionWeights)
    }

    private init(
        _ logits: [Scalar], _ shape: LogitsShape, _ truth: Truth, _ classWeights: [Double]?,
        _ positionWeights: [Double]?
    ) throws(SoftmaxLossError) {
        guard logits.count == shape.elementCount else {
            throw .logitCount(logits.count, expected: shape.elementCount)
        }
        if let classWeights {
            guard classWeights.count == shape.totalClassCount else {
                throw .classWeightCount(classWeights.count, expected: shape.totalClassCount)
            }
            if let index = classWeights.firstIndex(where: { !($0 >= 0 && $0.isFinite) }) {
                throw .classWeight(classWeights[index], index: index)
            }
        }
        if let positionWeights {
            guard positionWeights.count == shape.positionCount else {
                throw .positionWeightCount(positionWeights.count, expected: shape.positionCount)
            }
            if let index = positionWeights.firstIndex(where: { !$0.isFinite }) {
                throw .positionWeight(positionWeights[index], index: index)
            }
        }
        self.logits = logits
        self.shape = shape
        self.truth = truth
        self.classWeights = classWeights
        self.positionWeights = positionWeights
    }

    /// The loss, and the tensors that `outputs` names, from one pass over the logits.
    ///
    /// - Parameter statistics: where the logits are a slice of the classes, what the logits of all slices come to
    ///   (``ClassPartials/merged(_:)``). The result is then the slice's part of the gradients, and of the loss its share:
    ///   shares add up to the whole. nil takes the logits for all there are.
    /// - Throws: ``SoftmaxLossError/label(_:position:classes:)`` for a label that is neither ignored nor a class, and what
    ///   else options, batch and outputs do not have in common.
    public func evaluate(
        options: LossOptions, outputs: LossOutputs = .gradients, statistics: RowStatistics? = nil
    ) throws(SoftmaxLossError) -> LossResult<Scalar> {
        if let statistics { try statistics.check(positionCount: shape.positionCount) }
        func room<Element: BitwiseCopyable>(
            _ output: LossOutputs, _ count: Int, _ zero: Element
        ) -> OutputArray<Element>? {
            outputs.contains(output) ? OutputArray(repeating: zero, count: count) : nil
        }
        let (elements, positions) = (shape.elementCount, shape.positionCount)
        let gradients = room(.gradients, elements, Scalar.zero)
        let probabilities = room(.probabilities, elements, Scalar.zero)
        let logProbabilities = room(.logProbabilities, elements, Scalar.zero)
        let elementLosses = room(.elementLosses, positions, Scalar.zero)
        let maxima = room(.maxima, positions, 0.0)
        let sums = room(.sums, positions, 0.0)
        let logSums = room(.logSums, positions, 0.0)
        let scales = room(.scales, positions, 0.0)
        let predictions = room(.predictions, positions, Int64(0))
        let correct = room(.correct, positions, false)

        var memory = LossOutputMemory<Scalar>()
        memory.gradients = gradients?.base
        memory.probabilities = probabilities?.base
        memory.logProbabilities = logProbabilities?.base
        memory.elementLosses = elementLosses?.base
        memory.maxima = maxima?.base
        memory.sums = sums?.base
        memory.logSums = logSums?.base
        memory.scales = scales?.base
        memory.predictions = predictions?.base
        memory.correct = correct?.base

        let summary = try run(options, statistics, memory)
        return LossResult(
            summary: summary, gradients: gradients.array(), probabilities: probabilities.array(),
            logProbabilities: logProbabilities.array(), elementLosses: elementLosses.array(), maxima: maxima.array(),
            sums: sums.array(), logSums: logSums.array(), scales: scales.array(), predictions: predictions.array(),
            correct: correct.array())
    }

    /// What this slice of the classes says about each position, to be merged with what the others say.
    ///
    /// - Throws: ``SoftmaxLossError/label(_:position:classes:)`` for a label that is neither ignored nor one of all classes.
    public func partials(options: LossOptions) throws(SoftmaxLossError) -> ClassPartials {
        let positions = shape.positionCount
        let maxima = OutputArray(repeating: 0.0, count: positions)
        let sums = OutputArray(repeating: 0.0, count: positions)
        let targetLogits = OutputArray(repeating: 0.0, count: positions)
        let coefficientSums = OutputArray(repeating: 0.0, count: positions)
        let predictions = OutputArray(repeating: Int64(0), count: positions)
        let labelsHere = OutputArray(repeating: false, count: positions)
        var memory = LossOutputMemory<Scalar>()
        memory.maxima = maxima.base
        memory.sums = sums.base
        memory.targetLogits = targetLogits.base
        memory.labelsHere = labelsHere.base
        memory.coefficientSums = coefficientSums.base
        memory.predictions = predictions.base
        _ = try run(options, nil, memory)
        return ClassPartials(
            offset: shape.classOffset, maximum: maxima.array, sum: sums.array,
            targetLogit: zip(targetLogits.array, labelsHere.array).map { $1 ? $0 : nil },
            coefficientSum: coefficientSums.array, argmax: predictions.array.map { $0 < 0 ? nil : Int($0) })
    }

    private func run(
        _ options: LossOptions, _ statistics: RowStatistics?, _ memory: LossOutputMemory<Scalar>
    ) throws(SoftmaxLossError) -> LossSummary {
        let summary = logits.withPointer { logits in
            classWeights.withPointer { classWeights in
                positionWeights.withPointer { positionWeights in
                    statistics.withPointers { merged in
                        truth.withPointer { truth, labels in
                            let census =
                                if let labels {
                                    LabelCensus(
                                        labels, classCount: shape.totalClassCount, ignoreLabel: options.ignoreLabel,
                                        classWeights: classWeights, positionWeights: positionWeights)
                                } else {
                                    LabelCensus(positionCount: shape.positionCount, positionWeights: positionWeights)
                                }
                            return Result { () throws(SoftmaxLossError) in
                                try LossKernel(
                                    shape: shape, options: options, census: census,
                                    inputs: LossInputs(
                                        logits: logits, truth: truth, classWeights: classWeights,
                                        positionWeights: positionWeights, merged: merged),
                                    memory: memory
                                ).evaluate()
                            }
                        }
                    }
                }
            }
        }
        return try summary.get()
    }
}

extension LossBatch.Truth {
    fileprivate func withPointer<Result>(
        _ body: (LossInputs<Scalar>.Truth, _ labels: UnsafeBufferPointer<Int64>?) -> Result
    ) -> Result {
        switch self {
        case .labels(let labels):
            labels.withUnsafeBufferPointer { buffer in labels.withPointer { body(.labels($0), buffer) } }
        case .targets(let targets): targets.withPointer { body(.targets($0), nil) }
        }
    }
}
