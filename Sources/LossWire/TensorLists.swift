/// The lists that a tensor stood in, all of one depth equally long.
enum TensorLists: Sendable {
    /// A number that stands alone.
    case none
    /// One list of so many numbers: without memory for its size.
    case one(Int)
    /// Sizes from the outermost inwards.
    case nested([Int])

    init(_ sizes: ListSizes) {
        switch sizes.count {
        case 0: self = .none
        case 1: self = .one(sizes[0])
        default: self = .nested(sizes.array)
        }
    }

    var sizes: [Int] {
        switch self {
        case .none: []
        case .one(let size): [size]
        case .nested(let sizes): sizes
        }
    }

    var depth: Int {
        switch self {
        case .none: 0
        case .one: 1
        case .nested(let sizes): sizes.count
        }
    }
}
