/// A tensor as rows of numbers with brackets around them.
///
/// Nested, a row is an innermost list; flat, it is a stretch of the one list that there is.
struct TensorRows {
    /// Numbers in a stretch of a flat list.
    private static let flatLength = 1024

    let count: Int
    private let elementCount: Int
    private let rowLength: Int
    private let layout: TensorLayout
    private let dimensions: [Int]
    /// How many lists lie within each other.
    private let depth: Int

    init(dimensions: [Int], elementCount: Int, layout: TensorLayout) {
        self.dimensions = dimensions
        self.elementCount = elementCount
        self.layout = layout
        switch layout {
        case .flat:
            depth = 1
            rowLength = Self.flatLength
            count = max(1, (elementCount + rowLength - 1) / rowLength)
        case .nested:
            // Within an empty list there is nothing.
            depth = dimensions.firstIndex(of: 0).map { $0 + 1 } ?? dimensions.count
            // Of no list there is one number, which stands alone.
            rowLength = depth > 0 ? dimensions[depth - 1] : 1
            var product = 1
            for index in 0..<max(depth - 1, 0) { product *= dimensions[index] }
            count = product
        }
    }

    func elements(of row: Int) -> Range<Int> {
        row * rowLength..<min((row + 1) * rowLength, elementCount)
    }

    /// How many lists begin with row `row`, which is how many end before it: all of them at either end.
    func lists(before row: Int) -> Int {
        if row == 0 || row == count { return depth }
        guard layout == .nested else { return 0 }
        var lists = 1
        var rest = row
        // The outermost list begins with the first row alone.
        while lists < depth - 1 {
            let (quotient, remainder) = rest.quotientAndRemainder(dividingBy: dimensions[depth - 1 - lists])
            guard remainder == 0 else { break }
            rest = quotient
            lists += 1
        }
        return lists
    }

    /// An upper bound for the octets of `rows` rows with their name, and what a number touches beyond its end.
    func maximumLength(of rows: Int, numberLength: Int) -> Int {
        64 + rows * (rowLength * (numberLength + 1) + 2 * depth)
    }
}
