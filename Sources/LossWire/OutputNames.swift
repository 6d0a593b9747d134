/// Some of the tensors that a batch may ask for, without memory of its own.
package struct OutputNames: Sendable, Equatable, ExpressibleByArrayLiteral {
    /// A bit for each.
    private var bits: UInt16 = 0

    /// Those of a batch that names none.
    static let standard: OutputNames = [.loss, .gradients]

    package init() {}

    package init(_ names: some Sequence<OutputName>) {
        for name in names { insert(name) }
    }

    package init(arrayLiteral names: OutputName...) { self.init(names) }

    package func contains(_ name: OutputName) -> Bool { bits & name.bit != 0 }

    package mutating func insert(_ name: OutputName) { bits |= name.bit }
}

extension OutputName {
    /// None for what is there whatever was asked for.
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
