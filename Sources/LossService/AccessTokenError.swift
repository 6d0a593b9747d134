/// What is wrong with a file of tokens. It never holds one.
package enum AccessTokenError: Error, Sendable, Equatable, CustomStringConvertible {
    case line(Int, String)
    /// A file without a token would let nobody in.
    case empty

    package var description: String {
        switch self {
        case .line(let number, let what): "line \(number): \(what)"
        case .empty: "there is no token in it"
        }
    }
}
