/// Media types in `Content-Type` and `Accept` (RFC 9110 §8.3.1, §12.5.1), as far as the formats here need them.
enum MediaType {
    /// The format that `value`, a `Content-Type`, names, whatever its parameters; nil where it is none of them.
    static func format(of value: String) -> BodyFormat? {
        let name = name(value[...])
        return BodyFormat.allCases.first { "\($0.mediaType)" == name }
    }

    /// The format that the lines of an `Accept` like best; `usual` where they like it as much as another, and where there
    /// are none. Another one they have to name. nil where they take none.
    static func accepted(_ values: [String], usual: BodyFormat) -> BodyFormat? {
        let ranges = values.flatMap { $0.split(separator: ",") }
        if ranges.isEmpty { return usual }
        var best: (format: BodyFormat, weight: Double)?
        for format in [usual] + BodyFormat.allCases where format != best?.format {
            guard let range = range(of: format, in: ranges), range.isNamed || format == usual else { continue }
            if range.weight > best?.weight ?? 0 { best = (format, range.weight) }
        }
        return best?.format
    }

    /// The most specific range that fits decides.
    private static func range(of format: BodyFormat, in ranges: [Substring]) -> (weight: Double, isNamed: Bool)? {
        var best: (specificity: Int, weight: Double)?
        for range in ranges {
            let specificity =
                switch name(range) {
                case "\(format.mediaType)": 2
                // Whoever takes a problem takes the answer that is no problem.
                case "application/problem+json" where format == .json: 2
                case "application/*": 1
                case "*/*", "*": 0
                default: -1
                }
            if specificity >= 0, specificity >= best?.specificity ?? 0 {
                let weight = weight(range)
                best = (specificity, best?.specificity == specificity ? max(weight, best?.weight ?? 0) : weight)
            }
        }
        return best.map { ($0.weight, $0.specificity == 2) }
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
