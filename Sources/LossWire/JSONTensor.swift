import Memory

/// A tensor as it was sent: its elements in row-major order, and the sizes of the lists they were in or were said to be in.
///
/// `@unchecked Sendable`: as its storage is.
final class JSONTensor<Element: TensorElement>: @unchecked Sendable {
    private let count: Int
    private let base: UnsafeMutableRawPointer
    /// Memory of its own; nil where `owner` keeps it.
    private let block: MemoryBlock?
    private let owner: AnyObject?
    /// Sizes of the lists that it stood in, from the outermost inwards; none for a number that stands alone. Pointers to
    /// elements go through them.
    let lists: ListSizes
    /// The dimensions that it was said to have; nil where they are the sizes of its lists.
    private let given: [Int]?
    /// Elements that are not what they should be; placeholders stand in their places.
    let issues: InputIssues

    /// A tensor that keeps its elements itself: the first `count` in `block`.
    init(_ block: consuming MemoryBlock, count: Int, lists: ListSizes, issues: InputIssues) {
        self.count = count
        base = block.base
        self.block = consume block
        owner = nil
        self.lists = lists
        given = nil
        self.issues = issues
    }

    init(storage: TensorStorage<Element>, lists: ListSizes, dimensions: [Int]? = nil, issues: InputIssues) {
        count = storage.count
        base = UnsafeMutableRawPointer(storage.base)
        block = nil
        owner = storage.owner
        self.lists = lists
        given = dimensions
        self.issues = issues
    }

    var storage: TensorStorage<Element> { TensorStorage(count: count, at: base, of: owner ?? self) }
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
