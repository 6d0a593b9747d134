/// The header fields of one request, in order. Names are compared without regard to case, and are given in lower case.
/// Values are as sent, without the white space around them.
package struct HeaderFields: Sendable {
    private let storage: HeadStorage

    init(_ storage: HeadStorage) { self.storage = storage }

    package var count: Int { storage.fields.count }

    /// The first value of the field called `name`, nil if there is none.
    package func first(_ name: StaticString) -> String? {
        storage.firstField(name).map { storage.text(storage.fields[$0].value) }
    }

    /// Whether there is no field called `name`.
    package func lacks(_ name: StaticString) -> Bool { storage.firstField(name) == nil }

    /// Whether the first field called `name` has exactly this value.
    package func first(_ name: StaticString, is value: StaticString) -> Bool {
        guard let index = storage.firstField(name) else { return false }
        return storage.holds(value, at: storage.fields[index].value)
    }

    /// Every value of the field called `name`, in order.
    package func all(_ name: StaticString) -> [String] {
        var values: [String] = []
        var start = 0
        while let index = storage.firstField(name, from: start) {
            values.append(storage.text(storage.fields[index].value))
            start = index + 1
        }
        return values
    }

    /// Every field in order, name and value as sent.
    package var pairs: [(name: String, value: String)] {
        storage.fields.map { (storage.text($0.name), storage.text($0.value)) }
    }
}
