import Foundation
import SoftmaxLoss

/// Every formula of ``LossOptions`` as it is written, in float64, one position after another and one class after another.
struct FormulaLoss {
    struct Batch {
        var shape: LogitsShape
        var logits: [Double]
        var labels: [Int64]?
        var targets: [Double]?
        var classWeights: [Double]?
        var positionWeights: [Double]?
    }

    var loss = 0.0
    var lossSum = 0.0
    var weightSum = 0.0
    var elementLosses: [Double] = []
    var probabilities: [Double]
    var logProbabilities: [Double]
    var gradients: [Double]
    var maxima: [Double] = []
    var sums: [Double] = []
    var logSums: [Double] = []
    var scales: [Double] = []
    var predictions: [Int64] = []
    var correct: [Bool] = []
    /// Whether a term was cut, a position each.
    var isClamped: [Bool] = []

    init(_ batch: Batch, _ options: LossOptions) {
        let shape = batch.shape
        let classes = shape.classCount
        let clamp = options.semantics == .caffe ? -log(Double(Float.leastNormalMagnitude)) : .infinity
        (probabilities, logProbabilities, gradients) = (batch.logits, batch.logits, batch.logits)
        var kept: [Bool] = []
        for position in 0..<shape.positionCount {
            kept.append(batch.labels.map { $0[position] != options.ignoreLabel } ?? true)
            let label = batch.labels.map { Int($0[position]) }
            let classWeight = label.map { kept[position] ? batch.classWeights?[$0] ?? 1 : 0 } ?? 1
            if kept[position] { weightSum += classWeight * (batch.positionWeights?[position] ?? 1) }
        }
        var mode: Normalization? = options.semantics.defaultNormalization(
            hasTargets: batch.targets != nil, hasClassWeights: batch.classWeights != nil)
        var divisor = 0.0
        switch options.divisor {
        case .normalization(let chosen)?: mode = chosen
        case .explicit(let value)?: (mode, divisor) = (Optional.none, value)
        case Optional.none: break
        }
        switch mode {
        case .full?: divisor = Double(shape.positionCount)
        case .valid?: divisor = Double(kept.count { $0 })
        case .batchSize?: divisor = Double(shape.outerCount)
        case .some(.none): divisor = 1
        case .weighted?: divisor = weightSum
        case Optional.none: break
        }
        if divisor == 0, options.semantics == .caffe { divisor = 1 }

        for position in 0..<shape.positionCount {
            let (outer, inner) = position.quotientAndRemainder(dividingBy: shape.innerCount)
            let indices = (0..<classes).map { (outer * classes + $0) * shape.innerCount + inner }
            let x = indices.map { batch.logits[$0] * options.logitScale }
            let m = x.max() ?? 0
            let sum = x.reduce(0) { $0 + exp($1 - m) }
            let lse = m + log(sum)
            let a = (0..<classes).map { label -> Double in
                let target =
                    batch.targets.map { $0[indices[label]] } ?? (batch.labels?[position] == Int64(label) ? 1 : 0)
                return (batch.classWeights?[label] ?? 1)
                    * ((1 - options.labelSmoothing) * target + options.labelSmoothing / Double(classes))
            }
            let total = a.reduce(0, +)
            let weight = batch.positionWeights?[position] ?? 1
            let scale = options.lossWeight * options.logitScale * weight / divisor
            var element = options.zLoss * lse * lse
            var clamped = false
            for (label, index) in indices.enumerated() {
                let n = (m - x[label]) + log(sum)
                probabilities[index] = exp(x[label] - m) / sum
                logProbabilities[index] = -n
                if a[label] != 0 {
                    element += a[label] * min(n, clamp)
                    clamped = clamped || n > clamp
                }
                gradients[index] =
                    kept[position]
                    ? scale * ((total + 2 * options.zLoss * lse) * probabilities[index] - a[label]) : 0
            }
            element = kept[position] ? weight * element : 0
            elementLosses.append(element)
            lossSum += element
            isClamped.append(kept[position] && clamped)
            maxima.append(m)
            sums.append(sum)
            logSums.append(lse)
            scales.append(kept[position] ? scale : 0)
            predictions.append(Int64(x.firstIndex(of: m) ?? -1))
            if let label = batch.labels?[position], kept[position] {
                let own = x[Int(label)]
                let rank = x.enumerated().count { $0.element > own || ($0.element == own && $0.offset < Int(label)) }
                correct.append(rank < options.topK)
            } else {
                correct.append(false)
            }
        }
        loss = lossSum / divisor
    }
}
