extension JSONWriter {
    /// Rows `range` of a tensor; each opens and closes as many lists as it is the first and the last of. Compiled once for
    /// each kind of element, so that none takes registers from another.
    @inline(never)
    mutating func write<Numbers: ElementWriting>(
        _ numbers: consuming Numbers, _ rows: TensorRows, _ range: Range<Int>
    ) {
        // One's own: the place of the caller's would be stored and loaded again around every number.
        var text = JSONWriter(next, nonFiniteIsBare: nonFiniteIsBare)
        for row in range {
            if row > 0 { text.write(octet: ",") }
            for depth in 0..<rows.spans.count where row % rows.spans[depth] == 0 { text.write(octet: "[") }
            let elements = rows.elements(of: row)
            var index = elements.lowerBound
            while index < elements.upperBound {
                if index > elements.lowerBound { text.write(octet: ",") }
                numbers.write(index, &text)
                index &+= 1
            }
            let isLast = row + 1 == rows.count
            for depth in 0..<rows.spans.count where isLast || (row + 1) % rows.spans[depth] == 0 {
                text.write(octet: "]")
            }
        }
        next = text.next
    }
}
