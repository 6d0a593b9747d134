/// A tensor as rows of numbers with brackets around them.
///
/// Nested, a row is an innermost list; flat, it is a stretch of the one list that there is.
struct TensorRows {
    /// Numbers in a stretch of a flat list.
    private static let flatLength = 1024

    let count: Int
    /// How many rows there are in a list of each depth, innermost first: 1 for the rows themselves.
    private(set) var spans = ListSizes()
    private let elementCount: Int
    private let rowLength: Int

    init(dimensions: [Int], elementCount: Int, layout: TensorLayout) {
        self.elementCount = elementCount
        if layout == .flat {
            rowLength = Self.flatLength
            count = max(1, (elementCount + rowLength - 1) / rowLength)
            spans.append(count)
            return
        }
        // Within an empty list there is nothing.
        let depth = dimensions.firstIndex(of: 0).map { $0 + 1 } ?? dimensions.count
        guard depth > 0 else {
            // A number that stands alone.
            rowLength = 1
            count = 1
            return
        }
        rowLength = dimensions[depth - 1]
        var span = 1
        spans.append(span)
        for index in stride(from: depth - 2, through: 0, by: -1) {
            span *= dimensions[index]
            spans.append(span)
        }
        count = span
    }

    func elements(of row: Int) -> Range<Int> {
        row * rowLength..<min((row + 1) * rowLength, elementCount)
    }

    /// An upper bound for the octets of `rows` rows with their name, and what a number touches beyond its end.
    func maximumLength(of rows: Int, numberLength: Int) -> Int {
        64 + rows * (rowLength * (numberLength + 1) + 2 * spans.count)
    }
}
