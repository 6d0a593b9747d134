/// How the elements of a tensor stood in their request, and which of them were not right.
struct TensorForm: Sendable {
    /// The lists that it stood in. Pointers to elements go through them.
    let lists: TensorLists
    /// nil for nearly all tensors.
    private let remarks: Remarks?

    /// What there is to say of a tensor beside its lists.
    private final class Remarks: Sendable {
        let dimensions: [Int]?
        let issues: InputIssues?

        init(_ dimensions: [Int]?, _ issues: InputIssues?) {
            self.dimensions = dimensions
            self.issues = issues
        }
    }

    /// - Parameters:
    ///   - dimensions: those that it was said to have; nil where they are the sizes of its lists.
    ///   - issues: elements that are not what they should be; placeholders stand in their places. Pointers begin at the
    ///     tensor.
    @inline(__always)
    init(lists: TensorLists, dimensions: [Int]? = nil, issues: InputIssues? = nil) {
        self.lists = lists
        remarks = dimensions == nil && issues == nil ? nil : Remarks(dimensions, issues)
    }

    var dimensions: [Int] { remarks?.dimensions ?? lists.sizes }
    var rank: Int { remarks?.dimensions?.count ?? lists.depth }

    /// nil where there are none.
    var issues: InputIssues? {
        guard let issues = remarks?.issues, !issues.isEmpty else { return nil }
        return issues
    }

    /// Whether it is one list of so many numbers.
    func isList(of count: Int) -> Bool {
        if let given = remarks?.dimensions { return given == [count] }
        if case .one(count) = lists { return true }
        return false
    }

    /// The JSON Pointer to the element at `index` in row-major order, in the request's own nesting.
    func pointer(_ base: String, to index: Int) -> String {
        var rest = index
        var path: [Int] = []
        for size in lists.sizes.reversed() where size > 0 {
            path.append(rest % size)
            rest /= size
        }
        return path.reversed().reduce(base) { "\($0)/\($1)" }
    }
}
