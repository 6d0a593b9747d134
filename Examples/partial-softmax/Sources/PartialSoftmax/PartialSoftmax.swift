import SoftmaxLoss

/// A vocabulary spread over four machines, one of which has nothing of it: each works out the partials of its own classes,
/// these are merged, and each then has its part of the gradient. Together they are what one machine gets.
@main
struct PartialSoftmax {
    static let classes = 1000
    static let positions = 16
    /// The classes of each machine.
    static let slices = [0..<300, 300..<300, 300..<650, 650..<1000]

    static func main() throws(SoftmaxLossError) {
        let logits = (0..<positions * classes).map { Float(($0 * 7919) % 2003) / 100 - 10 }
        let labels = (0..<positions).map { Int64($0 * 61 % classes) }
        let options = try LossOptions(
            ignoreLabel: labels[3], semantics: .pytorch, labelSmoothing: 0.1, zLoss: 1e-4)

        let whole = try LossBatch(logits: logits, shape: LogitsShape([positions, classes]), labels: labels)
            .evaluate(options: options, outputs: [.gradients, .logSums])

        // What each machine has: all positions, its own classes.
        var batches: [LossBatch<Float>] = []
        for slice in slices {
            let shape = try LogitsShape(
                [positions, slice.count], slice: ClassSlice(offset: slice.lowerBound, of: classes))
            let own = (0..<positions).flatMap { position in slice.map { logits[position * classes + $0] } }
            batches.append(try LossBatch(logits: own, shape: shape, labels: labels))
        }
        // What they tell each other: a few numbers a position.
        var partials: [ClassPartials] = []
        for batch in batches { partials.append(try batch.partials(options: options)) }
        let statistics = try ClassPartials.merged(partials)

        var loss = 0.0
        var difference: Float = 0
        for (slice, batch) in zip(slices, batches) {
            let part = try batch.evaluate(options: options, statistics: statistics)
            loss += part.summary.loss
            for position in 0..<positions {
                for (index, label) in slice.enumerated() {
                    let gradient = part.gradients[position * slice.count + index]
                    difference = max(difference, abs(gradient - whole.gradients[position * classes + label]))
                }
            }
        }
        print("one machine:   loss \(whole.summary.loss)")
        print("four machines: loss \(loss), gradients at most \(difference) apart")
        guard abs(loss - whole.summary.loss) <= 1e-6, difference <= 1e-7 else {
            fatalError("the parts do not make the whole")
        }
    }
}
