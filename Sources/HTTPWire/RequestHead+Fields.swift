/// The header fields. Names are compared without regard to case, and are given in lower case; values are as sent, without
/// the white space around them.
extension RequestHead {
    /// Every field in order.
    package var fields: [(name: String, value: String)] { fieldRanges.map { (text($0.name), text($0.value)) } }

    /// The first value of the field called `name`, nil if there is none.
    package func value(of name: StaticString) -> String? {
        index(of: name).map { text(fieldRanges[$0].value) }
    }

    /// Whether the first value of the field called `name` is exactly this.
    package func value(of name: StaticString, is value: StaticString) -> Bool {
        guard let index = index(of: name) else { return false }
        return holds(value, at: fieldRanges[index].value)
    }

    /// Every value of the field called `name`, in order.
    package func values(of name: StaticString) -> [String] {
        var values: [String] = []
        var start = 0
        while let index = index(of: name, from: start) {
            values.append(text(fieldRanges[index].value))
            start = index + 1
        }
        return values
    }

    /// Whether there is no field called `name`.
    package func lacks(_ name: StaticString) -> Bool { index(of: name) == nil }

    /// Of the first field called `name` at or behind the one with index `start`.
    private func index(of name: StaticString, from start: Int = 0) -> Int? {
        guard mayHaveName(of: name.utf8CodeUnitCount) else { return nil }
        for index in start..<fieldRanges.count where isName(name, at: fieldRanges[index].name) { return index }
        return nil
    }
}
