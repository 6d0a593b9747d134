import SoftmaxLoss

/// One batch, decoded and checked: its labels are ignored or within the classes, its counts fit its shape, its options
/// mean something together.
package final class BatchRequest: Sendable {
    /// What is to be predicted.
    package enum Truth: Sendable {
        case labels(TensorStorage<Int64>)
        /// In the type of the logits.
        case targets(LogitsTensor)
    }

    /// The statistics of whole rows, which come with a slice of the classes.
    package struct Merged: Sendable {
        package let maximum: TensorStorage<Double>
        package let sum: TensorStorage<Double>
        package let coefficientSum: TensorStorage<Double>?

        package init(
            maximum: TensorStorage<Double>, sum: TensorStorage<Double>, coefficientSum: TensorStorage<Double>?
        ) {
            self.maximum = maximum
            self.sum = sum
            self.coefficientSum = coefficientSum
        }
    }

    package let endpoint: LossEndpoint
    package let logits: LogitsTensor
    package let shape: LogitsShape
    package let truth: Truth
    package let census: LabelCensus
    package let classWeights: TensorStorage<Double>?
    package let positionWeights: TensorStorage<Double>?
    package let merged: Merged?
    package let options: LossOptions
    package let outputs: OutputNames
    package let layout: TensorLayout

    package init(
        endpoint: LossEndpoint = .loss, logits: LogitsTensor, shape: LogitsShape, truth: Truth, census: LabelCensus,
        classWeights: TensorStorage<Double>? = nil, positionWeights: TensorStorage<Double>? = nil,
        merged: Merged? = nil, options: LossOptions, outputs: OutputNames, layout: TensorLayout
    ) {
        self.endpoint = endpoint
        self.logits = logits
        self.shape = shape
        self.truth = truth
        self.census = census
        self.classWeights = classWeights
        self.positionWeights = positionWeights
        self.merged = merged
        self.options = options
        self.outputs = outputs
        self.layout = layout
    }

    /// Whether gradients are to take the place of the logits.
    var asksForGradients: Bool { endpoint == .loss && outputs.contains(.gradients) }
}
