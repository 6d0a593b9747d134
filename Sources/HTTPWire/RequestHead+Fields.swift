/// The header fields. Values are as sent, without the white space around them.
extension RequestHead {
    /// Every field in order.
    package var fields: [(name: String, value: String)] {
        withFields { $0.map { (text($0.name), text($0.value)) } }
    }

    /// The first value of the field `name`, nil if there is none.
    package func value(of name: FieldName) -> String? { field(name).map { text($0.value) } }

    /// Whether the first value of the field `name` is exactly this.
    package func value(of name: FieldName, is value: StaticString) -> Bool {
        guard let field = field(name) else { return false }
        return holds(value, at: field.value)
    }

    /// Every value of the field `name`, in order.
    package func values(of name: FieldName) -> [String] {
        guard names.contains(name) else { return [] }
        return withFields { $0.filter { $0.known == name } }.map { text($0.value) }
    }

    /// Whether there is no field `name`.
    package func lacks(_ name: FieldName) -> Bool { !names.contains(name) }

    /// The first field `name`.
    private func field(_ name: FieldName) -> FieldLine? {
        guard names.contains(name) else { return nil }
        return withFields { fields in
            for field in fields where field.known == name { return field }
            return nil
        }
    }
}
