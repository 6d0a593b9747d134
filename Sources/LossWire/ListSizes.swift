import SoftmaxLoss

/// Up to sixteen numbers, one for each list within another, without memory of their own.
struct ListSizes: Sendable {
    private var sizes = InlineArray<16, Int>(repeating: 0)
    private(set) var count = 0

    static var capacity: Int { LogitsShape.maximumRank }

    var isEmpty: Bool { count == 0 }
    var isFull: Bool { count == Self.capacity }

    var array: [Int] {
        var array: [Int] = []
        array.reserveCapacity(count)
        for index in 0..<count { array.append(sizes[index]) }
        return array
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
