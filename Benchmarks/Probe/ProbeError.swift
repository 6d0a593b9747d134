enum ProbeError: Error, CustomStringConvertible {
    case unknown(String)
    case tensor(String)

    var description: String {
        switch self {
        case .unknown(let command): "unknown: \(command)"
        case .tensor(let what): what
        }
    }
}
