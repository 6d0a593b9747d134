/// A part of a long tensor's text that is read by itself: whole innermost lists, or elements of the only list.
///
/// The number of its commas is the number of its elements, so that it is known where they go before any has been read.
///
/// It takes nothing but what is in order. Whatever else it finds it gives up on, for the tensor is then read in one go,
/// which words what is wrong.
///
/// `@unchecked Sendable`: one thread reads a stretch; the others look at it when that has ended.
final class TensorStretch<Element: TensorElement>: @unchecked Sendable {
    /// Where the elements lie: in how many lists.
    private let depth: Int
    private let isFirst: Bool
    let text: Range<UnsafePointer<UInt8>>

    private(set) var lists = ListCount()
    /// How many elements there have to be.
    private(set) var count = 0
    /// For each innermost list but the tensor's first, how many lists end before it.
    private(set) var listsEnded: [UInt8] = []
    /// Elements of an innermost list; 0 until one has been read.
    private(set) var listLength = 0
    /// How many lists end at the end of the stretch.
    private(set) var finalEnds = 0
    private(set) var isInOrder = false

    init(_ text: Range<UnsafePointer<UInt8>>, depth: Int, isFirst: Bool) {
        self.depth = depth
        self.isFirst = isFirst
        self.text = text
    }

    func countElements() {
        lists = ListCount(text)
        count = lists.commas + (isFirst ? 1 : 0)
    }

    /// Reads the elements into `memory`, which has room for `count`. Reader and elements are the function's own while it
    /// reads: as the object's they would be looked up in memory for every number, which takes longer than the number.
    func read(into memory: UnsafeMutablePointer<Element>) {
        var reader = JSONReader(start: text.lowerBound, count: text.upperBound - text.lowerBound)
        var elements = TensorRoom(memory, capacity: count)
        do {
            isInOrder = depth == 1 ? try readElements(&reader, &elements) : try readLists(&reader, &elements)
        } catch {
            isInOrder = false
        }
        if elements.count < count { isInOrder = false }
    }

    /// The first stretch begins with an element, the others with the comma before one.
    private func readElements(
        _ reader: inout JSONReader, _ elements: inout TensorRoom<Element>
    ) throws(LossWireError) -> Bool {
        if !isFirst, !reader.consume(",") { return false }
        guard try appendElements(&reader, to: &elements) else { return false }
        if reader.consume("]") { finalEnds = 1 }
        return reader.peek() == 0 && reader.next == reader.end
    }

    /// The first stretch begins with an element of the first innermost list, the others behind the end of one.
    private func readLists(
        _ reader: inout JSONReader, _ elements: inout TensorRoom<Element>
    ) throws(LossWireError) -> Bool {
        var isInside = isFirst
        while true {
            if !isInside {
                var ends = 0
                while reader.consume("]") { ends += 1 }
                if reader.peek() == 0, reader.next == reader.end {
                    finalEnds = ends
                    return true
                }
                guard ends < depth, reader.consume(",") else { return false }
                for _ in 0...ends { if !reader.consume("[") { return false } }
                listsEnded.append(UInt8(ends))
            }
            isInside = false
            let count = elements.count
            guard try appendElements(&reader, to: &elements), reader.consume("]") else { return false }
            let length = elements.count - count
            if listLength == 0 { listLength = length }
            guard length == listLength else { return false }
        }
    }

    @inline(__always)
    private func appendElements(
        _ reader: inout JSONReader, to elements: inout TensorRoom<Element>
    ) throws(LossWireError) -> Bool {
        var turns = PlainTurns()
        var rows = PlainRows()
        repeat {
            if turns.isNext() {
                let before = elements.count
                if try Element.appendPlain(from: &reader, to: &elements, &rows) { return true }
                turns.came(of: elements.count &- before)
            }
            reader.skipWhiteSpace()
            guard case .element(let element) = try Element.read(&reader) else { return false }
            try elements.append(element)
        } while reader.consume(",")
        return true
    }
}
