/// A set of outputs, without memory of its own.
package struct OutputNames: Sendable, Equatable, ExpressibleByArrayLiteral {
    /// A bit for each.
    private var bits: UInt32

    /// Those of a batch that names none.
    static var standard: OutputNames { OutputNames(bits: OutputName.loss.bit | OutputName.gradients.bit) }

    private init(bits: UInt32) { self.bits = bits }

    package init() { bits = 0 }

    package init(_ names: some Sequence<OutputName>) {
        bits = 0
        for name in names { insert(name) }
    }

    package init(arrayLiteral names: OutputName...) { self.init(names) }

    package func contains(_ name: OutputName) -> Bool { bits & name.bit != 0 }

    package mutating func insert(_ name: OutputName) { bits |= name.bit }
}

extension OutputName {
    /// Cases without values are the numbers from 0 on, in an octet.
    fileprivate var bit: UInt32 { 1 << UInt32(unsafeBitCast(self, to: UInt8.self)) }
}
