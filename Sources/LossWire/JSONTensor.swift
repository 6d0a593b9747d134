/// A tensor as it was sent: its elements in row-major order, and the sizes of the lists they were in or were said to be in.
struct JSONTensor<Element: TensorElement> {
    var storage: TensorStorage<Element>
    /// Sizes from the outermost list inwards; empty for a number that stands alone.
    var dimensions: [Int]
    /// Elements that are not what they should be; placeholders stand in their places.
    var issues: InputIssues
    /// Sizes of the lists that pointers to elements go through, where these are not its dimensions.
    var lists: [Int]?

    /// The JSON Pointer to the element at `index` in row-major order, in the request's own nesting.
    func pointer(_ base: String, to index: Int) -> String {
        Self.pointer(base, to: index, in: lists ?? dimensions)
    }

    static func pointer(_ base: String, to index: Int, in dimensions: [Int]) -> String {
        var rest = index
        var path: [Int] = []
        for size in dimensions.reversed() where size > 0 {
            path.append(rest % size)
            rest /= size
        }
        return path.reversed().reduce(base) { "\($0)/\($1)" }
    }
}
