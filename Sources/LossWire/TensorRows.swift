/// A tensor as rows of numbers with brackets around them.
///
/// Nested, a row is an innermost list; flat, it is a stretch of the one list that there is.
struct TensorRows {
    /// Numbers in a stretch of a flat list.
    private static let flatLength = 1024

    let count: Int
    private let elementCount: Int
    private let rowLength: Int
    private let isFlat: Bool
    /// How many lists lie within each other.
    private let depth: Int
    /// Sizes of the lists around the rows, innermost first, but for the outermost, which holds all there is.
    private var sizes = ListSizes()

    init(dimensions: borrowing [Int], elementCount: Int, layout: TensorLayout) {
        self.elementCount = elementCount
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
            for index in stride(from: depth - 2, through: 0, by: -1) {
                product *= dimensions[index]
                if index > 0 { sizes.append(dimensions[index]) }
            }
            count = product
        }
        isFlat = layout == .flat
    }

    func elements(of row: Int) -> Range<Int> {
        row * rowLength..<min((row + 1) * rowLength, elementCount)
    }

    /// How many lists begin with row `row`, which is how many end before it: all of them at either end.
    func lists(before row: Int) -> Int {
        if row == 0 || row == count { return depth }
        if isFlat { return 0 }
        var lists = 1
        var rest = row
        while lists <= sizes.count, rest % sizes[lists - 1] == 0 {
            rest /= sizes[lists - 1]
            lists += 1
        }
        return lists
    }

    /// An upper bound for the octets of `rows` rows with their name, and what a number touches beyond its end.
    func maximumLength(of rows: Int, numberLength: Int) -> Int {
        64 + rows * (rowLength * (numberLength + 1) + 2 * depth)
    }

    /// The same for whatever rows there are, none of which is empty, of `count` numbers in lists of at most `depth`.
    static func maximumLength(ofNumbers count: Int, numberLength: Int, depth: Int) -> Int {
        64 + count * (numberLength + 1 + 2 * depth)
    }
}
