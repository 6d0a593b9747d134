/// The header fields of one request, in order: octets in one array, fields as ranges in it, so that a request costs two
/// allocations however many fields it has.
///
/// Names are compared without regard to case. Values are as sent, without the white space around them.
package struct HeaderFields: Sendable {
    /// Where one field's name and value lie in `octets`.
    package struct Entry: Sendable {
        package var name: Range<Int32>
        package var value: Range<Int32>
    }

    private var octets: [UInt8]
    private var entries: [Entry]

    package init() {
        octets = []
        entries = []
    }

    /// For the parser: every range has to lie within `octets`.
    package init(octets: [UInt8], entries: [Entry]) {
        self.octets = octets
        self.entries = entries
    }

    package init(_ pairs: [(name: String, value: String)]) {
        self.init()
        for (name, value) in pairs {
            let start = Int32(octets.count)
            octets.append(contentsOf: name.utf8)
            let middle = Int32(octets.count)
            octets.append(contentsOf: value.utf8)
            entries.append(Entry(name: start..<middle, value: middle..<Int32(octets.count)))
        }
    }

    package var count: Int { entries.count }

    /// The first value of the field called `name` (given in lower case), nil if there is none.
    package func first(_ name: StaticString) -> String? {
        for entry in entries where matches(entry.name, name) { return text(entry.value) }
        return nil
    }

    /// Whether there is no field called `name` (given in lower case).
    package func lacks(_ name: StaticString) -> Bool {
        for entry in entries where matches(entry.name, name) { return false }
        return true
    }

    /// Whether the first field called `name` (given in lower case) has exactly this value.
    package func first(_ name: StaticString, is value: StaticString) -> Bool {
        for entry in entries where matches(entry.name, name) {
            return octets[Int(entry.value.lowerBound)..<Int(entry.value.upperBound)]
                .elementsEqual(UnsafeBufferPointer(start: value.utf8Start, count: value.utf8CodeUnitCount))
        }
        return false
    }

    /// Every value of the field called `name` (given in lower case), in order.
    package func all(_ name: StaticString) -> [String] {
        entries.filter { matches($0.name, name) }.map { text($0.value) }
    }

    /// Every field in order, name and value as sent.
    package var pairs: [(name: String, value: String)] { entries.map { (text($0.name), text($0.value)) } }

    private func text(_ range: Range<Int32>) -> String {
        String(decoding: octets[Int(range.lowerBound)..<Int(range.upperBound)], as: UTF8.self)
    }

    private func matches(_ range: Range<Int32>, _ name: StaticString) -> Bool {
        guard range.count == name.utf8CodeUnitCount else { return false }
        return octets.withUnsafeBytes { Octet.matches($0, Int(range.lowerBound), range.count, name) }
    }
}
