/// The quick way through a list of numbers that are written as nearly all are (`NumberWindow`). Anything else is left to
/// the way that knows all of JSON.
extension JSONReader {
    /// Appends elements as long as they are plain. True where the list ends behind the last of them; false where an
    /// element comes next that has to be read otherwise.
    @inline(__always)
    mutating func appendPlain<Numbers: PlainNumbers, Sink: TensorSink & ~Copyable>(
        _ type: Numbers.Type, to elements: inout Sink
    ) throws(LossWireError) -> Bool where Sink.Element: TensorElement, Sink.Element == Numbers.Element {
        guard next - start >= Numbers.reachBack, end - next >= Numbers.reach else { return false }
        var hasEnded = false
        var failure: LossWireError?
        Numbers.withMemory(powers) { numbers in
            do throws(LossWireError) {
                hasEnded = try appendPlain(numbers, to: &elements)
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return hasEnded
    }

    @inline(__always)
    private mutating func appendPlain<Numbers: PlainNumbers, Sink: TensorSink & ~Copyable>(
        _ none: Numbers, to elements: inout Sink
    ) throws(LossWireError) -> Bool where Sink.Element: TensorElement, Sink.Element == Numbers.Element {
        var numbers = none
        var place = next
        while end - place >= Numbers.reach, let window = NumberWindow(at: place) {
            numbers.append(window, at: place)
            place += window.length
            guard numbers.isFull || window.endsList else { continue }
            try append(numbers, to: &elements)
            next = place
            if window.endsList {
                next -= 1
                return true
            }
            numbers.removeAll()
        }
        if numbers.count > 0 { try append(numbers, to: &elements) }
        next = place
        return false
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

    @inline(never)
    private mutating func appendOneByOne<Sink: TensorSink & ~Copyable>(
        _ count: Int, to elements: inout Sink
    ) throws(LossWireError) where Sink.Element: TensorElement {
        for _ in 0..<count {
            skipWhiteSpace()
            guard case .element(let element) = try Sink.Element.read(&self) else { throw unexpected("a number") }
            try elements.append(element)
            _ = consume(",")
        }
    }
}
