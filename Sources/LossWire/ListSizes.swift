import SoftmaxLoss

/// Up to sixteen numbers, one for each list within another, without memory of their own.
struct ListSizes {
    private var sizes = InlineArray<16, Int>(repeating: 0)
    private(set) var count = 0

    static var capacity: Int { LogitsShape.maximumRank }

    var isEmpty: Bool { count == 0 }
    var isFull: Bool { count == Self.capacity }
    var last: Int? { count > 0 ? sizes[count - 1] : nil }
    var array: [Int] { (0..<count).map { sizes[$0] } }

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
