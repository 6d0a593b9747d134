/// Calls a body once for each of so many numbers, on as many threads as there are to spare, and returns when all calls
/// have.
package typealias Concurrently = @Sendable (_ count: Int, _ body: @Sendable (Int) -> Void) -> Void

extension JSONReader {
    /// Reads a long tensor in stretches, many at once. nil, with nothing consumed, where that does not pay or where
    /// anything is out of order: it then has to be read in one go.
    ///
    /// - Parameter stretchLength: octets of a stretch, about; texts shorter than four of them are read in one go.
    mutating func readLongTensor<Element: TensorElement>(
        of type: Element.Type, _ concurrently: Concurrently, stretchLength: Int = 64 << 10
    ) -> JSONTensor<Element>? {
        skipWhiteSpace()
        let minimumLength = 4 * stretchLength
        guard end - next >= minimumLength, let textEnd = endOfLists() else { return nil }
        var probe = self
        var depth = 0
        while probe.consume("[") { depth += 1 }
        guard (1...ListSizes.capacity).contains(depth), textEnd - probe.next >= minimumLength else { return nil }

        let borders = Self.borders(from: probe.next, to: textEnd, depth: depth, stretchLength)
        let stretches = (0..<borders.count - 1).map { index in
            TensorStretch<Element>(borders[index]..<borders[index + 1], depth: depth, isFirst: index == 0)
        }
        concurrently(stretches.count) { stretches[$0].countElements() }
        var starts = [0]
        for stretch in stretches { starts.append(starts[starts.count - 1] + stretch.count) }
        guard let storage = try? TensorStorage<Element>(uninitialized: starts[stretches.count]) else { return nil }
        let places = starts
        concurrently(stretches.count) { stretches[$0].read(into: storage.base + places[$0]) }
        guard stretches.allSatisfy(\.isInOrder), let dimensions = Self.dimensions(of: stretches, depth: depth) else {
            return nil
        }
        next = textEnd
        return JSONTensor(storage: storage, dimensions: dimensions, issues: InputIssues())
    }

    /// Behind the bracket that closes the list which begins at `next`, if brackets are all that matters.
    private func endOfLists() -> UnsafePointer<UInt8>? {
        var open = 0
        var p = next
        while p < end {
            // Octets without a bracket, which most are, sixty-four and eight at a time.
            if end - p >= 64, !Self.hasBracket(UnsafeRawPointer(p).loadUnaligned(as: SIMD8<UInt64>.self)) {
                p += 64
                continue
            }
            if end - p >= 8, Self.brackets(UnsafeRawPointer(p).loadUnaligned(as: UInt64.self)) == 0 {
                p += 8
                continue
            }
            if p.pointee == UInt8(ascii: "[") { open += 1 }
            if p.pointee == UInt8(ascii: "]") {
                open -= 1
                if open == 0 { return p + 1 }
            }
            p += 1
        }
        return nil
    }

    /// Not 0 where one of eight octets is a bracket: '[' and ']' differ from every other octet that numbers are written with
    /// in that their bit 6 is set and bit 5 is not.
    @inline(__always)
    private static func brackets(_ word: UInt64) -> UInt64 { word & ~(word &<< 1) & 0x4040_4040_4040_4040 }

    @inline(__always)
    private static func hasBracket(_ words: SIMD8<UInt64>) -> Bool {
        let found = words & ~(words &<< SIMD8(repeating: 1)) & SIMD8(repeating: 0x4040_4040_4040_4040)
        let four = found.lowHalf | found.highHalf
        let two = four.lowHalf | four.highHalf
        return two[0] | two[1] != 0
    }

    /// Where stretches begin and end: behind the end of an innermost list, or at a comma of the only list.
    private static func borders(
        from start: UnsafePointer<UInt8>, to end: UnsafePointer<UInt8>, depth: Int, _ stretchLength: Int
    ) -> [UnsafePointer<UInt8>] {
        var borders = [start]
        while let last = borders.last, end - last > 2 * stretchLength {
            var p = last + stretchLength
            if depth == 1 {
                while p < end, p.pointee != UInt8(ascii: ",") { p += 1 }
            } else {
                // The first end of a list behind a number is that of an innermost one.
                while p < end, p.pointee &- UInt8(ascii: "0") > 9 { p += 1 }
                while p < end, p.pointee != UInt8(ascii: "]") { p += 1 }
                p += p < end ? 1 : 0
            }
            guard p < end else { break }
            borders.append(p)
        }
        return borders + [end]
    }

    /// The sizes of the lists; nil where lists of one depth differ.
    private static func dimensions<Element>(of stretches: [TensorStretch<Element>], depth: Int) -> [Int]? {
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
