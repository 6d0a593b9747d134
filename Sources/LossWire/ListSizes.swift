import SoftmaxLoss

/// Up to sixteen numbers, one for each list within another, without memory of their own.
struct ListSizes: Sendable {
    private var sizes = InlineArray<16, Int>(repeating: 0)
    private(set) var count = 0

    static var capacity: Int { LogitsShape.maximumRank }

    var isEmpty: Bool { count == 0 }
    var isFull: Bool { count == Self.capacity }

    var array: [Int] {
        // A list of two as it stands takes half as long as one that is appended to.
        count == 2 ? [sizes[0], sizes[1]] : (0..<count).map { sizes[$0] }
    }

    subscript(index: Int) -> Int {
        get { sizes[index] }
        set { sizes[index] = newValue }
    }

    /// Not when it is full.
    mutating func append(_ size: Int) {
        sizes[count] = size
        count += 1
    }

    mutating func removeLast() { count -= 1 }
}
