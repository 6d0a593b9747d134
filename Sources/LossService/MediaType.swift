/// Media types in `Content-Type` and `Accept` (RFC 9110 §8.3.1, §12.5.1), as far as one JSON resource needs them.
enum MediaType {
    /// Whether `value`, a `Content-Type`, is `application/json`, whatever its parameters.
    static func isJSON(_ value: String) -> Bool {
        name(value[...]) == "application/json"
    }

    /// Whether one of the types in `values`, the lines of an `Accept`, takes JSON. No line at all takes anything.
    static func acceptsJSON(_ values: [String]) -> Bool {
        if values.isEmpty { return true }
        // The most specific range that fits decides.
        var best: (specificity: Int, accepted: Bool)?
        for range in values.flatMap({ $0.split(separator: ",") }) {
            let specificity =
                switch name(range) {
                case "application/json", "application/problem+json": 2
                case "application/*": 1
                case "*/*", "*": 0
                default: -1
                }
            if specificity >= 0, specificity >= best?.specificity ?? 0 {
                best = (specificity, best?.specificity == specificity && best?.accepted == true || weight(range) > 0)
            }
        }
        return best?.accepted ?? false
    }

    private static func name(_ value: Substring) -> String {
        trim(value.prefix { $0 != ";" }).lowercased()
    }

    /// The range's `q`; 1 where there is none or it cannot be read.
    private static func weight(_ range: Substring) -> Double {
        for parameter in range.split(separator: ";").dropFirst() {
            let text = trim(parameter).lowercased()
            if text.hasPrefix("q=") { return Double(text.dropFirst(2)) ?? 1 }
        }
        return 1
    }

    private static func trim(_ text: Substring) -> Substring {
        let blank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        let start = text.drop(while: blank)
        guard let end = start.lastIndex(where: { !blank($0) }) else { return "" }
        return start[...end]
    }
}
