/// The quick way through lists of numbers that are written as nearly all are (`NumberWindow`). Anything else is left to
/// the way that knows all of JSON.
extension JSONReader {
    /// Appends elements as long as they are plain, and goes over to the next list where it may. True where a list ends
    /// behind the last of them; false where an element comes next that has to be read otherwise.
    @inline(__always)
    mutating func appendPlain<Numbers: PlainNumbers, Sink: TensorSink & ~Copyable>(
        _ type: Numbers.Type, to elements: inout Sink, _ rows: inout PlainRows
    ) throws(LossWireError) -> Bool where Sink.Element: TensorElement, Sink.Element == Numbers.Element {
        guard next - start >= Numbers.reachBack else { return false }
        var hasEnded = false
        var failure: LossWireError?
        let spareLength = Numbers.reachBack + 2 * Numbers.reach
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: spareLength) { spare in
            Numbers.withMemory(powers) { numbers in
                do throws(LossWireError) {
                    hasEnded = try appendPlain(numbers, spare, to: &elements, &rows)
                } catch {
                    failure = error
                }
            }
        }
        if let failure { throw failure }
        return hasEnded
    }

    @inline(__always)
    private mutating func appendPlain<Numbers: PlainNumbers, Sink: TensorSink & ~Copyable>(
        _ none: Numbers, _ spare: UnsafeMutableBufferPointer<UInt8>, to elements: inout Sink, _ rows: inout PlainRows
    ) throws(LossWireError) -> Bool where Sink.Element: TensorElement, Sink.Element == Numbers.Element {
        var numbers = none
        var place = next
        // Where what is at `place` is looked at.
        var source = place
        var isCopy = false
        while true {
            if end - place < Numbers.reach, !isCopy {
                guard let copy = copyLast(from: place - Numbers.reachBack, to: spare) else { break }
                source = copy + Numbers.reachBack
                isCopy = true
            }
            guard let window = NumberWindow(at: source) else { break }
            numbers.append(window, at: source)
            place += window.length
            source += window.length
            rows.count &+= window.count
            var hasEnded = window.endsList
            if hasEnded, let first = firstOfNextList(at: place), rows.goOver() {
                source += first - place
                place = first
                hasEnded = false
            }
            guard numbers.isFull || hasEnded else { continue }
            try append(numbers, to: &elements)
            next = place
            if hasEnded {
                next -= 1
                return true
            }
            numbers.removeAll()
        }
        if numbers.count > 0 { try append(numbers, to: &elements) }
        next = place
        return false
    }

    /// The last octets of the text, in a copy that has as many behind it as are looked at.
    @inline(never)
    private func copyLast(
        from first: UnsafePointer<UInt8>, to spare: UnsafeMutableBufferPointer<UInt8>
    ) -> UnsafePointer<UInt8>? {
        guard let copy = spare.baseAddress else { return nil }
        copy.initialize(from: first, count: end - first)
        (copy + (end - first)).initialize(repeating: 0, count: spare.count - (end - first))
        return UnsafePointer(copy)
    }

    /// Where the first number is of the list that follows the one that ends before `place`; nil where none follows, or one
    /// that is not written as nearly all are.
    @inline(__always)
    private func firstOfNextList(at place: UnsafePointer<UInt8>) -> UnsafePointer<UInt8>? {
        guard end - place >= 4, place[0] == UInt8(ascii: ",") else { return nil }
        let bracket = place[1] == UInt8(ascii: " ") ? place + 2 : place + 1
        guard bracket[0] == UInt8(ascii: "[") else { return nil }
        let octet = bracket[1]
        return octet == UInt8(ascii: "-") || octet &- UInt8(ascii: "0") <= 9 ? bracket + 1 : nil
    }

    /// Appends the elements that `numbers`, which begin at `next`, are.
    @inline(__always)
    private mutating func append<Numbers: PlainNumbers, Sink: TensorSink & ~Copyable>(
        _ numbers: Numbers, to elements: inout Sink
    ) throws(LossWireError) where Sink.Element: TensorElement, Sink.Element == Numbers.Element {
        if numbers.write(to: try elements.room(for: numbers.count)) {
            elements.added(numbers.count)
        } else {
            try appendOneByOne(numbers.count, to: &elements)
        }
    }

    /// Between these numbers there is nothing but what numbers do not begin with.
    @inline(never)
    private mutating func appendOneByOne<Sink: TensorSink & ~Copyable>(
        _ count: Int, to elements: inout Sink
    ) throws(LossWireError) where Sink.Element: TensorElement {
        for _ in 0..<count {
            while next < end, !isAtNumber { next += 1 }
            guard case .element(let element) = try Sink.Element.read(&self) else { throw unexpected("a number") }
            try elements.append(element)
        }
    }
}
