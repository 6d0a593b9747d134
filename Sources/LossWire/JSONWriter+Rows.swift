extension JSONWriter {
    /// Rows `range` of a tensor; each opens and closes as many lists as it is the first and the last of. Compiled once for
    /// each kind of element, so that none takes registers from another.
    ///
    /// - Parameter numbers: made in here, for what is worked out ahead takes some room, which would have to be copied.
    @inline(never)
    mutating func write<Numbers: ElementWriting>(
        _ numbers: @autoclosure () -> Numbers, _ rows: TensorRows, _ range: Range<Int>
    ) {
        var numbers = numbers()
        // One's own: the place of the caller's would be stored and loaded again around every number.
        var text = self
        var lists = rows.lists(before: range.lowerBound)
        for row in range {
            if row > 0 { text.write(octet: ",") }
            text.write("[", times: lists)
            numbers.write(rows.elements(of: row), &text)
            lists = rows.lists(before: row + 1)
            text.write("]", times: lists)
        }
        next = text.next
    }

    /// Writes one octet again and again, sixteen times at the most: there are no more lists within each other.
    @inline(__always)
    private mutating func write(_ octet: Unicode.Scalar, times count: Int) {
        UnsafeMutableRawPointer(next).storeBytes(
            of: SIMD16<UInt8>(repeating: UInt8(ascii: octet)), as: SIMD16<UInt8>.self)
        next += count
    }

    /// What `element` writes of each index in `range`, with commas between them.
    @inline(__always)
    mutating func write(_ range: Range<Int>, _ element: (inout JSONWriter, _ index: Int) -> Void) {
        for index in range {
            if index > range.lowerBound { write(octet: ",") }
            element(&self, index)
        }
    }
}
