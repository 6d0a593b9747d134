/// A tensor as it was sent: its elements in row-major order, and the sizes of the lists they were in or were said to be in.
final class JSONTensor<Element: TensorElement>: Sendable {
    let storage: TensorStorage<Element>
    /// Sizes from the outermost list inwards; empty for a number that stands alone.
    let dimensions: [Int]
    /// Sizes of the lists that pointers to elements go through: its dimensions, unless it was said to have others.
    let lists: [Int]
    /// Elements that are not what they should be; placeholders stand in their places.
    let issues: InputIssues

    init(storage: TensorStorage<Element>, dimensions: [Int], lists: [Int]? = nil, issues: InputIssues) {
        self.storage = storage
        self.dimensions = dimensions
        self.lists = lists ?? dimensions
        self.issues = issues
    }

    /// The same elements, which stand in the same lists, with other dimensions.
    func reshaped(_ dimensions: [Int]) -> JSONTensor {
        JSONTensor(storage: storage, dimensions: dimensions, lists: lists, issues: issues)
    }

    /// The JSON Pointer to the element at `index` in row-major order, in the request's own nesting.
    func pointer(_ base: String, to index: Int) -> String {
        Self.pointer(base, to: index, in: lists)
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
