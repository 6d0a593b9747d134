import Memory

/// The octets of one request's head and where its fields lie in them, in one block of memory: whatever is asked of a
/// head later is read from here, and handing a head on costs one reference.
///
/// `@unchecked Sendable`: written in `init` and never again.
final class HeadStorage: @unchecked Sendable {
    /// Where one field's name and value lie, without the white space around them.
    struct Field: Sendable {
        let name: Range<Int32>
        let value: Range<Int32>

        /// No head is so long that its offsets do not fit.
        init(_ line: FieldLine) {
            name = Int32(truncatingIfNeeded: line.name.lowerBound)..<Int32(truncatingIfNeeded: line.name.upperBound)
            value = Int32(truncatingIfNeeded: line.value.lowerBound)..<Int32(truncatingIfNeeded: line.value.upperBound)
        }
    }

    let fields: UnsafeBufferPointer<Field>
    let octets: UnsafeRawBufferPointer
    private let block: MemoryBlock

    /// Every range has to lie within `octets`.
    init(_ octets: UnsafeRawBufferPointer, _ fields: [Field]) {
        let offset = fields.count * MemoryLayout<Field>.stride
        block = MemoryBlock(offset + octets.count)
        let base = block.base
        let first = base.bindMemory(to: Field.self, capacity: fields.count)
        for (index, field) in fields.enumerated() { (first + index).initialize(to: field) }
        self.fields = UnsafeBufferPointer(start: first, count: fields.count)
        if let source = octets.baseAddress { (base + offset).copyMemory(from: source, byteCount: octets.count) }
        self.octets = UnsafeRawBufferPointer(start: base + offset, count: octets.count)
    }

    func text(_ range: Range<Int32>) -> String {
        String(decoding: octets[Int(range.lowerBound)..<Int(range.upperBound)], as: UTF8.self)
    }

    /// Whether the octets in `range` are exactly `text`.
    func holds(_ text: StaticString, at range: Range<Int32>) -> Bool {
        guard range.count == text.utf8CodeUnitCount else { return false }
        for index in 0..<range.count where octets[Int(range.lowerBound) &+ index] != text.utf8Start[index] {
            return false
        }
        return true
    }

    /// The first field called `name`, which is given in lower case, at or behind the one with index `start`.
    func firstField(_ name: StaticString, from start: Int = 0) -> Int? {
        for index in start..<fields.count {
            let range = fields[index].name
            if Octet.matches(octets, Int(range.lowerBound), range.count, name) { return index }
        }
        return nil
    }
}
