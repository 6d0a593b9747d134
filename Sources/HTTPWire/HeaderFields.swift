/// The header fields of one request, in order. Names are compared without regard to case, and are given in lower case.
/// Values are as sent, without the white space around them.
package struct HeaderFields: Sendable {
    private let head: RequestHead

    init(_ head: RequestHead) { self.head = head }

    package var count: Int { head.fieldRanges.count }

    /// The first value of the field called `name`, nil if there is none.
    package func first(_ name: StaticString) -> String? {
        index(of: name).map { head.text(head.fieldRanges[$0].value) }
    }

    /// Whether there is no field called `name`.
    package func lacks(_ name: StaticString) -> Bool { index(of: name) == nil }

    /// Whether the first field called `name` has exactly this value.
    package func first(_ name: StaticString, is value: StaticString) -> Bool {
        guard let index = index(of: name) else { return false }
        return head.holds(value, at: head.fieldRanges[index].value)
    }

    /// Every value of the field called `name`, in order.
    package func all(_ name: StaticString) -> [String] {
        var values: [String] = []
        var start = 0
        while let index = index(of: name, from: start) {
            values.append(head.text(head.fieldRanges[index].value))
            start = index + 1
        }
        return values
    }

    /// Every field in order, name and value as sent.
    package var pairs: [(name: String, value: String)] {
        head.fieldRanges.map { (head.text($0.name), head.text($0.value)) }
    }

    /// Of the first field called `name` at or behind the one with index `start`.
    private func index(of name: StaticString, from start: Int = 0) -> Int? {
        let ranges = head.fieldRanges
        for index in start..<ranges.count where head.isName(name, at: ranges[index].name) { return index }
        return nil
    }
}
