/// Numbers that a `NumberWindow` has found, taken apart and kept until there are many to be worked out at once.
protocol PlainNumbers<Element> {
    associatedtype Element: BitwiseCopyable

    /// Octets from the start of a window that are read, whatever they are.
    static var reach: Int { get }
    /// Octets before it that are.
    static var reachBack: Int { get }

    /// Calls `body` with no numbers yet, and memory for them that is there as long as `body` takes.
    static func withMemory(_ powers: PowersOfTen, _ body: (Self) -> Void)

    var count: Int { get }
    /// Another window's might not fit.
    var isFull: Bool { get }

    /// Takes the numbers of `window`, which is at `place`.
    mutating func append(_ window: NumberWindow, at place: UnsafePointer<UInt8>)

    /// Writes the elements that they are, `count` of them, to `memory`. False where some have to be read from their text:
    /// nothing in `memory` then means anything.
    func write(to memory: UnsafeMutablePointer<Element>) -> Bool

    mutating func removeAll()
}
