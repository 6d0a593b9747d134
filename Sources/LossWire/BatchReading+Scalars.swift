/// Fields that are one value, or a short list.
extension BatchReading {
    mutating func readInteger(_ reader: inout JSONReader, _ field: LossField) throws(LossWireError) -> Int64? {
        switch try Int64.read(&reader) {
        case .element(let value): return value
        case .unrepresentable(let what):
            issues.add(place(field), "is \(what.description)")
            return nil
        case .wrongKind: return try reject(&reader, field, "an integer")
        }
    }

    mutating func readDouble(_ reader: inout JSONReader, _ field: LossField) throws(LossWireError) -> Double? {
        guard reader.isAtNumber else { return try reject(&reader, field, "a number") }
        guard let value = reader.float64(try reader.scanNumber()) else {
            issues.add(place(field), "is too large for float64")
            return nil
        }
        return value
    }

    mutating func readBoolean(_ reader: inout JSONReader, _ field: LossField) throws(LossWireError) -> Bool? {
        if reader.consume(literal: "true") { return true }
        if reader.consume(literal: "false") { return false }
        return try reject(&reader, field, "a boolean")
    }

    /// One of the names of `Name`.
    mutating func readName<Name: RawRepresentable<String> & CaseIterable>(
        _ reader: inout JSONReader, _ field: LossField
    ) throws(LossWireError) -> Name? {
        guard reader.peek() == UInt8(ascii: "\"") else { return try reject(&reader, field, "a string") }
        let text = try reader.readString()
        guard let name = Name(rawValue: text) else {
            issues.add(place(field), Self.unknown(text, Array(Name.allCases)))
            return nil
        }
        return name
    }

    mutating func readShape(_ reader: inout JSONReader) throws(LossWireError) -> [Int]? {
        guard reader.peek() == UInt8(ascii: "[") else { return try reject(&reader, .shape, "a list of integers") }
        guard let tensor = try readTensor(of: Int64.self, &reader, .shape) else { return nil }
        if let found = tensor.issues {
            add(found, of: .shape)
            return nil
        }
        guard tensor.rank == 1 else {
            issues.add(place(.shape), "has to be a list of integers")
            return nil
        }
        return tensor.storage.elements.map { Int(clamping: $0) }
    }

    mutating func readOutputs(_ reader: inout JSONReader) throws(LossWireError) {
        guard reader.peek() == UInt8(ascii: "[") else {
            let _: Bool? = try reject(&reader, .outputs, "a list of names")
            return
        }
        outputs = []
        let base = place(.outputs)
        try reader.readList { reader, index throws(LossWireError) in
            guard reader.peek() == UInt8(ascii: "\"") else {
                issues.add("\(base)/\(index)", "is \(reader.kind()), and has to be a name")
                return try reader.skipValue()
            }
            guard issues.hasRoom else {
                issues.add(undescribed: 1)
                return try reader.skipValue()
            }
            ask(for: try reader.readString(), index, at: "\(base)/\(index)")
        }
    }

    /// Notes an output that is asked for; `index`: where it is in their list.
    private mutating func ask(for text: String, _ index: Int, at place: @autoclosure () -> String) {
        guard let name = OutputName(rawValue: text), OutputName.askable.contains(name) else {
            return issues.add(place(), Self.unknown(text, OutputName.askable))
        }
        guard !outputs.contains(name) else { return }
        outputs.insert(name)
        outputPlaces.append((name, index))
    }

    /// A value of another kind: read over, so that what follows is read too.
    mutating func reject<Value>(
        _ reader: inout JSONReader, _ field: LossField, _ expected: StaticString
    ) throws(LossWireError) -> Value? {
        let kind = reader.kind()
        try reader.skipValue()
        issues.add(place(field), "is \(kind), and has to be \(expected)")
        return nil
    }

    static func unknown(_ text: String, _ names: [some RawRepresentable<String>]) -> String {
        let known = names.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
        return "is \"\(text.prefix(64))\", and has to be one of \(known)"
    }

    /// An option that is given as text: a name as it is, everything else as it stands in JSON.
    mutating func readOption(_ field: LossField, text: String) throws(LossWireError) {
        guard field.isScalarOption || field == .outputs else {
            return issues.add(place(field), "is no option; there are \(LossField.scalarOptions), outputs")
        }
        guard see(field) else { return issues.add(place(field), "is there twice") }
        switch field {
        case .outputs:
            let place = place(field)
            outputs = []
            for (index, part) in text.split(separator: ",").enumerated() { ask(for: String(part), index, at: place) }
        case .normalization: normalization = name(text, field)
        case .semantics: options.semantics = name(text, field) ?? options.semantics
        case .ignoreLabel where text == "none" || text == "null": break
        default:
            let before = issues.count
            let isWhole = try Array(text.utf8).withUnsafeBufferPointer { octets throws(LossWireError) -> Bool in
                guard let start = octets.baseAddress, !octets.isEmpty else { return false }
                var reader = JSONReader(start: start, count: octets.count)
                do throws(LossWireError) {
                    try readOption(&reader, field)
                    return reader.peek() == 0 && reader.next == reader.end
                } catch {
                    guard case .syntax = error else { throw error }
                    return false
                }
            }
            if !isWhole, issues.count == before {
                issues.add(place(field), "is \"\(text.prefix(64))\", and has to be a number or a boolean")
            }
        }
    }

    private mutating func name<Name: RawRepresentable<String> & CaseIterable>(
        _ text: String, _ field: LossField
    ) -> Name? {
        let name = Name(rawValue: text)
        if name == nil { issues.add(place(field), Self.unknown(text, Array(Name.allCases))) }
        return name
    }
}
