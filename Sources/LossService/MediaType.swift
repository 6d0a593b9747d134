import HTTPWire

/// Media types in `Content-Type` and `Accept` (RFC 9110 §8.3.1, §12.5.1), as far as the formats here need them.
enum MediaType {
    /// The format that `value`, a `Content-Type`, names, whatever its parameters; nil where it is none of them.
    static func format(of value: String) -> BodyFormat? {
        let name = value.prefix { $0 != ";" }.withoutOuterBlanks.lowercased()
        return BodyFormat.allCases.first { "\($0.mediaType)" == name }
    }

    /// The format that the lines of an `Accept` like best; `usual` where they like it as much as another, and where there
    /// are none. Another one they have to name. nil where they take none.
    static func accepted(_ values: [String], usual: BodyFormat) -> BodyFormat? {
        let ranges = Preference.list(values)
        if ranges.isEmpty { return usual }
        var best: (format: BodyFormat, weight: Double)?
        for format in [usual] + BodyFormat.allCases where format != best?.format {
            guard let range = range(of: format, in: ranges), range.isNamed || format == usual else { continue }
            if range.weight > best?.weight ?? 0 { best = (format, range.weight) }
        }
        return best?.format
    }

    /// The most specific range that fits decides.
    private static func range(of format: BodyFormat, in ranges: [Preference]) -> (weight: Double, isNamed: Bool)? {
        var best: (specificity: Int, weight: Double)?
        for range in ranges {
            let specificity =
                switch range.name {
                case "\(format.mediaType)": 2
                // Whoever takes a problem takes the answer that is no problem.
                case "application/problem+json" where format == .json: 2
                case "application/*": 1
                case "*/*", "*": 0
                default: -1
                }
            guard specificity >= 0, specificity >= best?.specificity ?? 0 else { continue }
            let isAsSpecific = best?.specificity == specificity
            best = (specificity, isAsSpecific ? max(range.weight, best?.weight ?? 0) : range.weight)
        }
        return best.map { ($0.weight, $0.specificity == 2) }
    }
}
