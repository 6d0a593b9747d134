/// What a tensor's text comes to.
enum TensorOutcome<Element: TensorElement> {
    case tensor(JSONTensor<Element>)
    /// It is no tensor at all, and has been read over. The pointer begins at it.
    case issue(InputIssue)
}

extension JSONReader {
    /// Reads a tensor: numbers in lists in lists, all lists of one depth equally long, or a number alone.
    ///
    /// Elements that are numbers and yet not right are counted among its issues. Empty lists make no tensor, unless it may
    /// be empty: its innermost lists all are then.
    ///
    /// - Parameter spare: what its elements lie in as far as it lasts, and afterwards what they have left.
    mutating func readTensor<Element: TensorElement>(
        of type: Element.Type, mayBeEmpty: Bool = false, _ spare: inout SpareMemory
    ) throws(LossWireError) -> TensorOutcome<Element> {
        skipWhiteSpace()
        let value = next
        // A number with its comma often has more octets than its element. Whether all of them are this tensor's is not
        // known yet.
        var tensor = TensorReading<Element>(
            mayBeEmpty: mayBeEmpty,
            into: try TensorBuilder(expecting: min(end - next, 4096 * MemoryLayout<Element>.stride), &spare))
        do {
            try tensor.read(&self)
        } catch {
            switch error {
            case .json(let error): throw error
            case .shape(let issue):
                // Well-formed all the same? Only then is the shape what is wrong with it.
                next = value
                try skipValue()
                return .issue(issue)
            }
        }
        return .tensor(tensor.finish(&spare))
    }
}

/// The state of reading one tensor. Pointers begin at the tensor.
private struct TensorReading<Element: TensorElement>: ~Copyable {
    enum Failure: Error {
        case json(LossWireError)
        case shape(InputIssue)
    }

    private let mayBeEmpty: Bool
    /// Whether the innermost lists are empty.
    private var isEmpty = false
    var storage: TensorBuilder<Element>
    /// nil for nearly all tensors.
    private var issues: InputIssues?
    /// Sizes of the lists, known from the first one that ends at each depth; 0 until then.
    var dimensions = ListSizes()
    /// How many elements of each open list have been read.
    private var counts = ListSizes()
    /// Whether an element has been read: from then on it is known how deep they lie.
    private var depthIsKnown = false

    @inline(__always)
    init(mayBeEmpty: Bool, into storage: consuming TensorBuilder<Element>) {
        self.mayBeEmpty = mayBeEmpty
        self.storage = storage
    }

    @inline(__always)
    consuming func finish(_ spare: inout SpareMemory) -> JSONTensor<Element> {
        let form = TensorForm(lists: TensorLists(dimensions), issues: issues)
        return JSONTensor(storage: storage.finish(&spare), form: form)
    }

    mutating func read(_ reader: inout JSONReader) throws(Failure) {
        if reader.peek() != UInt8(ascii: "[") {
            try readElement(&reader)
            return
        }
        repeat {
            if reader.consume("[") {
                if try open(&reader) { try close(&reader) }
            } else {
                if isEmpty {
                    throw ragged("is not empty, and the lists before it at this depth are", at: counts.count - 1)
                }
                try readElements(&reader)
                try close(&reader)
            }
        } while !counts.isEmpty
    }

    /// Returns whether the list that opens is empty.
    private mutating func open(_ reader: inout JSONReader) throws(Failure) -> Bool {
        if depthIsKnown, counts.count == dimensions.count {
            throw ragged("is a list, and a number stands in its place elsewhere")
        }
        guard !counts.isFull else {
            throw .shape(InputIssue("", "is nested more than \(ListSizes.capacity) deep"))
        }
        counts.append(0)
        if !depthIsKnown { dimensions.append(0) }
        guard reader.peek() == UInt8(ascii: "]") else { return false }
        guard mayBeEmpty, !depthIsKnown || (isEmpty && counts.count == dimensions.count) else {
            throw ragged("is empty", at: counts.count - 1)
        }
        isEmpty = true
        depthIsKnown = true
        return true
    }

    /// Reads the elements of the innermost list up to its end.
    @inline(__always)
    private mutating func readElements(_ reader: inout JSONReader) throws(Failure) {
        guard counts.count == dimensions.count else {
            throw ragged("is \(reader.kind()), and a list stands in its place elsewhere")
        }
        depthIsKnown = true
        let innermost = counts.count - 1
        var rows = PlainRows(areMany: innermost > 0, length: dimensions[innermost], count: counts[innermost])
        var turns = PlainTurns()
        repeat {
            if turns.isNext() {
                let before = storage.count
                let hasEnded: Bool
                do {
                    hasEnded = try Element.appendPlain(from: &reader, to: &storage, &rows)
                } catch {
                    throw .json(error)
                }
                if rows.ended > 0 {
                    dimensions[innermost] = rows.length
                    counts[innermost - 1] += rows.ended
                    rows.ended = 0
                }
                if hasEnded { break }
                turns.came(of: storage.count &- before)
            }
            reader.skipWhiteSpace()
            counts[innermost] = rows.count
            try readElement(&reader)
            rows.count &+= 1
        } while reader.consume(",")
        counts[innermost] = rows.count
    }

    @inline(__always)
    private mutating func readElement(_ reader: inout JSONReader) throws(Failure) {
        let reading: ElementReading<Element>
        do throws(LossWireError) {
            reading = try Element.read(&reader)
            if case .element(let element) = reading { return try storage.append(element) }
        } catch {
            throw .json(error)
        }
        try add(reading, &reader)
    }

    /// An element that is not one.
    @inline(never)
    private mutating func add(_ reading: ElementReading<Element>, _ reader: inout JSONReader) throws(Failure) {
        switch reading {
        case .element: break
        case .unrepresentable(let what):
            var issues = issues.take() ?? InputIssues()
            issues.add { InputIssue(pointer(counts.count), "is \(what.description)") }
            self.issues = issues
            do { try storage.append(Element.placeholder) } catch { throw .json(error) }
        case .wrongKind:
            let octet = reader.peek()
            guard "[{\"tfnNI-".utf8.contains(octet) else { throw .json(reader.unexpected("a number")) }
            throw .shape(InputIssue(pointer(counts.count), "is \(reader.kind()), and has to be a number"))
        }
    }

    /// After a value: the ends of the lists that end here, then the comma before the next value.
    private mutating func close(_ reader: inout JSONReader) throws(Failure) {
        while !counts.isEmpty {
            guard reader.consume("]") else {
                if reader.consume(",") { return }
                throw .json(reader.unexpected("',' or ']'"))
            }
            let depth = counts.count - 1
            let count = counts[depth]
            if dimensions[depth] == 0 {
                dimensions[depth] = count
            } else if dimensions[depth] != count {
                throw ragged(
                    "has \(count) elements, and the lists before it at this depth \(dimensions[depth])",
                    at: depth)
            }
            counts.removeLast()
            if depth > 0 { counts[depth - 1] += 1 }
        }
    }

    private func ragged(_ detail: String, at depth: Int? = nil) -> Failure {
        .shape(InputIssue(pointer(depth ?? counts.count), detail))
    }

    /// The pointer to the element or the list that is being read, `depth` lists deep.
    private func pointer(_ depth: Int) -> String {
        counts.array[..<depth].reduce("") { "\($0)/\($1)" }
    }
}
