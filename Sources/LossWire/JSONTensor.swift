/// A tensor as it was sent: its elements in row-major order, and how they stood there.
struct JSONTensor<Element: TensorElement>: Sendable {
    let storage: TensorStorage<Element>
    let form: TensorForm

    init(storage: TensorStorage<Element>, form: TensorForm) {
        self.storage = storage
        self.form = form
    }

    init(storage: TensorStorage<Element>, lists: TensorLists, dimensions: [Int]? = nil, issues: InputIssues? = nil) {
        self.init(storage: storage, form: TensorForm(lists: lists, dimensions: dimensions, issues: issues))
    }

    var dimensions: [Int] { form.dimensions }
    var rank: Int { form.rank }
    var issues: InputIssues? { form.issues }

    /// The same elements, which stand in the same lists, with other dimensions.
    func reshaped(_ dimensions: [Int]) -> JSONTensor {
        JSONTensor(storage: storage, lists: form.lists, dimensions: dimensions, issues: issues)
    }
}
