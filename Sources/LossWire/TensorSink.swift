/// Where elements go as they are read.
protocol TensorSink<Element>: ~Copyable {
    associatedtype Element: BitwiseCopyable

    /// How many there are.
    var count: Int { get }

    mutating func append(_ element: Element) throws(LossWireError)

    /// Memory for `count` elements behind those that are there. They are only there once they have been `added`.
    mutating func room(for count: Int) throws(LossWireError) -> UnsafeMutablePointer<Element>

    mutating func added(_ count: Int)
}

extension TensorBuilder: TensorSink {}

/// Room for so many elements of a tensor, in memory that is somebody else's. One more than that is out of order.
///
/// Hazard: the memory has to be there as long as this is.
struct TensorRoom<Element: BitwiseCopyable>: TensorSink {
    private(set) var count = 0
    let capacity: Int
    private let base: UnsafeMutablePointer<Element>

    init(_ base: UnsafeMutablePointer<Element>, capacity: Int) {
        self.base = base
        self.capacity = capacity
    }

    @inline(__always)
    mutating func append(_ element: Element) throws(LossWireError) {
        guard count < capacity else { throw .outOfMemory }
        base[count] = element
        count &+= 1
    }

    @inline(__always)
    func room(for more: Int) throws(LossWireError) -> UnsafeMutablePointer<Element> {
        guard more <= capacity &- count else { throw .outOfMemory }
        return base + count
    }

    @inline(__always)
    mutating func added(_ more: Int) { count &+= more }
}
