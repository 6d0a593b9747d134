/// Memory for an output, to be an array when it has been written.
final class OutputArray<Element: BitwiseCopyable> {
    let base: UnsafeMutablePointer<Element>
    private let count: Int

    init(repeating element: Element, count: Int) {
        base = .allocate(capacity: max(count, 1))
        base.initialize(repeating: element, count: count)
        self.count = count
    }

    deinit { base.deallocate() }

    var array: [Element] { Array(UnsafeBufferPointer(start: base, count: count)) }
}

extension Optional {
    /// What was not asked for is empty.
    func array<Element>() -> [Element] where Wrapped == OutputArray<Element> { self?.array ?? [] }

    /// Calls `body` with the elements of the list, or with nil.
    @inline(__always)
    func withPointer<Element, Result>(_ body: (UnsafePointer<Element>?) -> Result) -> Result
    where Wrapped == [Element] {
        switch self {
        case nil: body(nil)
        case .some(let list): list.withPointer { body($0) }
        }
    }
}

extension Array {
    /// Calls `body` with the elements, which may be none.
    @inline(__always)
    func withPointer<Result>(_ body: (UnsafePointer<Element>) -> Result) -> Result {
        withUnsafeBufferPointer { buffer in
            if let base = buffer.baseAddress { return body(base) }
            // Nothing is read of nothing, but it needs a place.
            let place = UnsafeMutablePointer<Element>.allocate(capacity: 1)
            defer { place.deallocate() }
            return body(place)
        }
    }
}
