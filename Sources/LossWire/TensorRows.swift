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
            count = (elementCount + rowLength - 1) / rowLength
            spans.append(count)
        } else if let last = dimensions.last {
            rowLength = last
            count = elementCount / last
            var span = 1
            spans.append(span)
            for size in dimensions.dropLast().reversed() {
                span *= size
                spans.append(span)
            }
        } else {
            // A number that stands alone.
            rowLength = 1
            count = 1
        }
    }

    func elements(of row: Int) -> Range<Int> {
        row * rowLength..<min((row + 1) * rowLength, elementCount)
    }

    /// An upper bound for the octets of `rows` rows with their name, and what a number touches beyond its end.
    func maximumLength(of rows: Int, numberLength: Int) -> Int {
        64 + rows * (rowLength * (numberLength + 1) + 2 * spans.count)
    }
}
