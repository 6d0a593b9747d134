/// The header fields. Values are as sent, without the white space around them.
extension RequestHead {
    /// Every field in order.
    package var fields: [(name: String, value: String)] { fieldRanges.map { (text($0.name), text($0.value)) } }

    /// The first value of the field `name`, nil if there is none.
    package func value(of name: FieldName) -> String? {
        index(of: name).map { text(fieldRanges[$0].value) }
    }

    /// Whether the first value of the field `name` is exactly this.
    package func value(of name: FieldName, is value: StaticString) -> Bool {
        guard let index = index(of: name) else { return false }
        return holds(value, at: fieldRanges[index].value)
    }

    /// Every value of the field `name`, in order.
    package func values(of name: FieldName) -> [String] {
        var values: [String] = []
        var start = 0
        while let index = index(of: name, from: start) {
            values.append(text(fieldRanges[index].value))
            start = index + 1
        }
        return values
    }

    /// Whether there is no field `name`.
    package func lacks(_ name: FieldName) -> Bool { !names.contains(name) }

    /// Of the first field `name` at or behind the one with index `start`.
    private func index(of name: FieldName, from start: Int = 0) -> Int? {
        guard names.contains(name) else { return nil }
        for index in start..<fieldRanges.count where fieldRanges[index].known == name { return index }
        return nil
    }
}
