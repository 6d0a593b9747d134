extension BatchReading {
    /// A tensor in the type that the batch is worked on in, as it was sent.
    enum Logits {
        case float32(JSONTensor<Float>)
        case float64(JSONTensor<Double>)

        var tensor: LogitsTensor {
            switch self {
            case .float32(let read): .float32(read.storage)
            case .float64(let read): .float64(read.storage)
            }
        }

        var rank: Int {
            switch self {
            case .float32(let read): read.rank
            case .float64(let read): read.rank
            }
        }

        var dimensions: [Int] {
            switch self {
            case .float32(let read): read.dimensions
            case .float64(let read): read.dimensions
            }
        }

        var lists: ListSizes {
            switch self {
            case .float32(let read): read.lists
            case .float64(let read): read.lists
            }
        }

        var count: Int {
            switch self {
            case .float32(let read): read.storage.count
            case .float64(let read): read.storage.count
            }
        }

        var issues: InputIssues {
            switch self {
            case .float32(let read): read.issues
            case .float64(let read): read.issues
            }
        }
    }
}
