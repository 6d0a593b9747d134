/// Calls a body once for each of so many numbers, on as many threads as there are to spare, and returns when all calls
/// have.
package typealias Concurrently = @Sendable (_ count: Int, _ body: @Sendable (Int) -> Void) -> Void

extension JSONReader {
    private static var stretchLength: Int { 64 << 10 }

    /// Whether there is enough text for a tensor that is read in stretches.
    var hasLongText: Bool { end - next >= 4 * Self.stretchLength }

    /// Reads a long tensor in stretches, many at once. nil, with nothing consumed, where that does not pay or where
    /// anything is out of order: it then has to be read in one go.
    ///
    /// - Parameter stretchLength: octets of a stretch, about; texts shorter than four of them are read in one go.
    mutating func readLongTensor<Element: TensorElement>(
        of type: Element.Type, _ concurrently: Concurrently, stretchLength: Int = stretchLength
    ) -> JSONTensor<Element>? {
        skipWhiteSpace()
        let minimumLength = 4 * stretchLength
        guard end - next >= minimumLength else { return nil }
        var probe = self
        var depth = 0
        while probe.consume("[") { depth += 1 }
        let first = probe.next
        guard (1...ListSizes.capacity).contains(depth), end - first >= minimumLength,
            ListCount.end(of: depth, in: first..<first + minimumLength - 1) == nil,
            let stretches: [TensorStretch<Element>] = stretches(from: first, depth, stretchLength, concurrently),
            let textEnd = stretches.last?.text.upperBound
        else { return nil }
        var starts = [0]
        for stretch in stretches { starts.append(starts[starts.count - 1] + stretch.count) }
        guard let storage = try? TensorStorage<Element>(uninitialized: starts[stretches.count]) else { return nil }
        let places = starts
        concurrently(stretches.count) { stretches[$0].read(into: storage.base + places[$0]) }
        guard stretches.allSatisfy(\.isInOrder), let sizes = Self.sizes(of: stretches, depth: depth) else {
            return nil
        }
        next = textEnd
        let lists: TensorLists = depth == 1 ? .one(sizes[0]) : .nested(sizes)
        return JSONTensor(storage: storage, lists: lists)
    }

    /// The stretches of lists of which `depth` are open at `first`, with their elements counted; nil where they do not end.
    ///
    /// Nobody looks for the end alone. Stretches are counted many at once, twice as much text every time, until the lists
    /// end in one of them: no more than is there twice over, whatever comes behind it.
    private func stretches<Element: TensorElement>(
        from first: UnsafePointer<UInt8>, _ depth: Int, _ stretchLength: Int, _ concurrently: Concurrently
    ) -> [TensorStretch<Element>]? {
        var stretches: [TensorStretch<Element>] = []
        var open = depth
        var start = first
        var length = 16 * stretchLength
        while true {
            let limit = end - start > length ? start + length : end
            let borders = Self.borders(from: start, to: limit, isEnd: limit == end, depth: depth, stretchLength)
            let wave = zip(borders, borders.dropFirst()).map { start, end in
                TensorStretch<Element>(start..<end, depth: depth, isFirst: start == first)
            }
            concurrently(wave.count) { wave[$0].countElements() }
            for stretch in wave {
                if open + stretch.lists.least <= 0 {
                    guard let end = ListCount.end(of: open, in: stretch.text) else { return nil }
                    let last = TensorStretch<Element>(
                        stretch.text.lowerBound..<end, depth: depth, isFirst: stretch.text.lowerBound == first)
                    last.countElements()
                    return stretches + [last]
                }
                open += stretch.lists.balance
                stretches.append(stretch)
            }
            guard limit < end, let last = borders.last else { return nil }
            start = last
            length *= 2
        }
    }

    /// Where stretches begin and end: behind the end of an innermost list, or at a comma of the only list; and at `end`, if
    /// that is the text's.
    private static func borders(
        from start: UnsafePointer<UInt8>, to end: UnsafePointer<UInt8>, isEnd: Bool, depth: Int, _ stretchLength: Int
    ) -> [UnsafePointer<UInt8>] {
        var borders = [start]
        var length = 0
        while let last = borders.last, end - last > 2 * stretchLength {
            // A list that is longer than that is followed by another as long: its text need not be looked through.
            var p = last + (length > 2 * stretchLength ? length - length / 16 : stretchLength)
            guard p < end else { break }
            if depth == 1 {
                guard let comma = ListCount.place(of: UInt8(ascii: ","), in: p..<end) else { break }
                p = comma
            } else {
                // The first end of a list behind a number is that of an innermost one.
                while p < end, p.pointee &- UInt8(ascii: "0") > 9 { p += 1 }
                guard let bracket = ListCount.place(of: UInt8(ascii: "]"), in: p..<end) else { break }
                p = bracket + 1
            }
            guard p < end else { break }
            length = p - last
            borders.append(p)
        }
        return isEnd ? borders + [end] : borders
    }

    /// The sizes of the lists; nil where lists of one depth differ.
    private static func sizes<Element>(of stretches: [TensorStretch<Element>], depth: Int) -> [Int]? {
        for stretch in stretches.dropLast() where stretch.finalEnds != 0 { return nil }
        guard let last = stretches.last else { return nil }
        if depth == 1 {
            return last.finalEnds == 1 ? [stretches.reduce(0) { $0 + $1.count }] : nil
        }
        let length = stretches[0].listLength
        guard last.finalEnds == depth - 1, stretches.allSatisfy({ $0.listLength == length || $0.count == 0 })
        else { return nil }

        var sizes = [Int](repeating: 0, count: depth - 1)
        var counts = sizes
        counts[depth - 2] = 1
        func end(_ lists: Int) -> Bool {
            for level in stride(from: depth - 2, to: depth - 2 - lists, by: -1) {
                if sizes[level] == 0 { sizes[level] = counts[level] }
                guard sizes[level] == counts[level] else { return false }
                counts[level] = 0
                if level > 0 { counts[level - 1] += 1 }
            }
            return true
        }
        for stretch in stretches {
            for ended in stretch.listsEnded {
                guard ended < depth - 1, end(Int(ended)) else { return nil }
                counts[depth - 2] += 1
            }
        }
        return end(depth - 1) ? sizes + [length] : nil
    }
}
