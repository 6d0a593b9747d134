/// The names and values of a query, `a=1&b=2`, percent-decoded.
enum Query {
    /// nil where an escape is none.
    static func parse(_ query: String?) -> [(name: String, value: String)]? {
        var pairs: [(name: String, value: String)] = []
        for pair in query?.split(separator: "&") ?? [] {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = PercentEncoding.decode(parts[0]),
                let value = PercentEncoding.decode(parts.count == 2 ? parts[1] : "")
            else { return nil }
            pairs.append((name, value))
        }
        return pairs
    }
}
