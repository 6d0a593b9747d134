/// A tensor as it was sent: its elements in row-major order, and the sizes of the lists they were in or were said to be in.
final class JSONTensor<Element: TensorElement>: Sendable {
    let storage: TensorStorage<Element>
    /// Sizes of the lists that it stood in, from the outermost inwards; none for a number that stands alone. Pointers to
    /// elements go through them.
    let lists: ListSizes
    /// The dimensions that it was said to have; nil where they are the sizes of its lists.
    private let given: [Int]?
    /// Elements that are not what they should be; placeholders stand in their places.
    let issues: InputIssues

    init(storage: TensorStorage<Element>, lists: ListSizes, dimensions: [Int]? = nil, issues: InputIssues) {
        self.storage = storage
        self.lists = lists
        given = dimensions
        self.issues = issues
    }

    var dimensions: [Int] { given ?? lists.array }
    var rank: Int { given?.count ?? lists.count }

    /// Whether it is one list of so many numbers.
    func isList(of count: Int) -> Bool {
        if let given { return given == [count] }
        return lists.count == 1 && lists[0] == count
    }

    /// The same elements, which stand in the same lists, with other dimensions.
    func reshaped(_ dimensions: [Int]) -> JSONTensor {
        JSONTensor(storage: storage, lists: lists, dimensions: dimensions, issues: issues)
    }

    /// The JSON Pointer to the element at `index` in row-major order, in the request's own nesting.
    func pointer(_ base: String, to index: Int) -> String {
        Self.pointer(base, to: index, in: lists)
    }

    static func pointer(_ base: String, to index: Int, in lists: ListSizes) -> String {
        var rest = index
        var path: [Int] = []
        for size in lists.array.reversed() where size > 0 {
            path.append(rest % size)
            rest /= size
        }
        return path.reversed().reduce(base) { "\($0)/\($1)" }
    }
}
