import Foundation
import SoftmaxLoss

/// The formulas as they are written, in float64, one position after another.
struct ReferenceLoss {
    var lossSum = 0.0
    var validCount = 0
    var clampedCount = 0
    var elementLosses: [Double] = []
    var probabilities: [Double]
    /// Of the sum, before any division or weight.
    var gradients: [Double]

    init(logits: [Double], shape: LogitsShape, labels: [Int64], ignoreLabel: Int64?) {
        probabilities = logits
        gradients = logits
        for position in 0..<shape.positionCount {
            let (outer, inner) = position.quotientAndRemainder(dividingBy: shape.innerCount)
            let indices = (0..<shape.classCount).map { (outer * shape.classCount + $0) * shape.innerCount + inner }
            let maximum = indices.map { logits[$0] }.max() ?? 0
            let sum = indices.reduce(0) { $0 + exp(logits[$1] - maximum) }
            let kept = labels[position] != ignoreLabel
            for (label, index) in indices.enumerated() {
                probabilities[index] = exp(logits[index] - maximum) / sum
                let target = Int64(label) == labels[position] ? 1.0 : 0
                gradients[index] = kept ? probabilities[index] - target : 0
            }
            guard kept else {
                elementLosses.append(0)
                continue
            }
            let loss = maximum - logits[indices[Int(labels[position])]] + log(sum)
            let limit = -log(Double(Float.leastNormalMagnitude))
            if loss > limit { clampedCount += 1 }
            elementLosses.append(min(loss, limit))
            lossSum += min(loss, limit)
            validCount += 1
        }
    }
}
