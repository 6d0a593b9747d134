/// Some of the tensors that a batch may ask for, a bit each: asked about again and again on the way of a batch.
package struct OutputNames: Sendable, Equatable, ExpressibleByArrayLiteral {
    private let bits: UInt16

    package init(_ names: [OutputName]) { bits = names.reduce(0) { $0 | $1.bit } }

    package init(arrayLiteral names: OutputName...) { self.init(names) }

    package func contains(_ name: OutputName) -> Bool { bits & name.bit != 0 }
}

extension OutputName {
    /// None for what nobody asks for.
    fileprivate var bit: UInt16 {
        switch self {
        case .loss: 1 << 0
        case .gradients: 1 << 1
        case .probabilities: 1 << 2
        case .logProbabilities: 1 << 3
        case .elementLosses: 1 << 4
        case .max: 1 << 5
        case .sumExp: 1 << 6
        case .logSumExp: 1 << 7
        case .scale: 1 << 8
        case .predictions: 1 << 9
        case .correct: 1 << 10
        default: 0
        }
    }
}
