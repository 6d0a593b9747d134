/// A JSON text as a tree, with numbers as they stand.
enum JSONTree {
    case list([JSONTree])
    case object([(name: [UInt8], value: JSONTree)])
    case string([UInt8])
    case number([UInt8])
    /// `true`, `false`, `null`, and what Python writes besides: `NaN`, `Infinity`, `-Infinity`.
    case literal(String)

    subscript(name: String) -> JSONTree? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == Array(name.utf8) }?.value
    }

    /// The elements of lists in lists, from left to right.
    var leaves: [JSONTree] {
        guard case .list(let elements) = self else { return [self] }
        return elements.flatMap(\.leaves)
    }

    /// Sizes of lists in lists, if all lists of one depth are equally long; 0 is the last of them.
    var dimensions: [Int]? {
        guard case .list(let elements) = self else { return [] }
        if elements.isEmpty { return [0] }
        let first = elements.first?.dimensions
        guard let first, elements.allSatisfy({ $0.dimensions == first }) else { return nil }
        return [elements.count] + first
    }

    /// Whether a JSON Pointer leads somewhere. What it names may be missing from an object, for that can be what is said.
    func has(_ tokens: ArraySlice<[UInt8]>) -> Bool {
        guard let token = tokens.first else { return true }
        let rest = tokens.dropFirst()
        switch self {
        case .list(let elements):
            guard let index = Int(String(decoding: token, as: UTF8.self)), elements.indices.contains(index) else {
                return false
            }
            return elements[index].has(rest)
        case .object(let members):
            let named = members.filter { $0.name == token }
            return rest.isEmpty || named.contains { $0.value.has(rest) }
        case .string, .number, .literal: return false
        }
    }
}

/// RFC 8259 read aloud, by recursive descent: slow, and plainly right.
struct ReferenceJSON {
    private struct NotJSON: Error {}

    private let octets: UnsafeRawBufferPointer
    private var index = 0
    private var depth = 0
    /// How deep lists and objects lie within one another.
    private(set) var maximumDepth = 0

    init(_ octets: UnsafeRawBufferPointer) { self.octets = octets }

    /// The tree, nil where the octets are not JSON.
    mutating func parse() -> JSONTree? {
        guard let tree = try? readValue() else { return nil }
        skipSpace()
        return index == octets.count ? tree : nil
    }

    private static let literals: [StaticString] = ["true", "false", "null", "NaN", "Infinity", "-Infinity"]

    private var next: UInt8? { index < octets.count ? octets[index] : nil }

    private mutating func take(_ text: StaticString) -> Bool {
        let count = text.utf8CodeUnitCount
        guard octets.count - index >= count else { return false }
        for offset in 0..<count where octets[index + offset] != text.utf8Start[offset] { return false }
        index += count
        return true
    }

    private mutating func require(_ condition: Bool) throws(NotJSON) {
        if !condition { throw NotJSON() }
    }

    private mutating func skipSpace() {
        while let octet = next, octet == 0x20 || octet == 0x09 || octet == 0x0a || octet == 0x0d { index += 1 }
    }

    private mutating func readValue() throws(NotJSON) -> JSONTree {
        skipSpace()
        if take("[") { return .list(try readElements("]") { reader throws(NotJSON) in try reader.readValue() }) }
        if take("{") { return .object(try readElements("}") { reader throws(NotJSON) in try reader.readMember() }) }
        if next == UInt8(ascii: "\"") { return .string(try readString()) }
        for literal in Self.literals where take(literal) { return .literal("\(literal)") }
        return .number(try readNumber())
    }

    private mutating func readElements<Element>(
        _ close: StaticString, _ read: (inout ReferenceJSON) throws(NotJSON) -> Element
    ) throws(NotJSON) -> [Element] {
        depth += 1
        maximumDepth = max(maximumDepth, depth)
        defer { depth -= 1 }
        var elements: [Element] = []
        skipSpace()
        if take(close) { return elements }
        while true {
            elements.append(try read(&self))
            skipSpace()
            if take(close) { return elements }
            try require(take(","))
        }
    }

    private mutating func readMember() throws(NotJSON) -> (name: [UInt8], value: JSONTree) {
        skipSpace()
        let name = try readString()
        skipSpace()
        try require(take(":"))
        return (name, try readValue())
    }

    private mutating func readNumber() throws(NotJSON) -> [UInt8] {
        let start = index
        _ = take("-")
        if !take("0") { try readDigits() }
        if take(".") { try readDigits() }
        if take("e") || take("E") {
            if !take("+") { _ = take("-") }
            try readDigits()
        }
        return Array(octets[start..<index])
    }

    private mutating func readDigits() throws(NotJSON) {
        let start = index
        while let octet = next, 0x30...0x39 ~= octet { index += 1 }
        try require(index > start)
    }

    private mutating func readString() throws(NotJSON) -> [UInt8] {
        try require(take("\""))
        var text: [UInt8] = []
        while !take("\"") {
            guard let octet = next, octet >= 0x20 else { throw NotJSON() }
            if take("\\") {
                text += Array(String(try readEscape()).utf8)
            } else {
                text.append(octet)
                index += 1
            }
        }
        try require(String(validating: text, as: UTF8.self) != nil)
        return text
    }

    private mutating func readEscape() throws(NotJSON) -> Character {
        let escapes: [(StaticString, Character)] = [
            ("\"", "\""), ("\\", "\\"), ("/", "/"), ("b", "\u{8}"), ("f", "\u{c}"), ("n", "\n"), ("r", "\r"),
            ("t", "\t"),
        ]
        for (name, character) in escapes where take(name) { return character }
        let unit = try readUnit()
        if let scalar = Unicode.Scalar(unit) { return Character(scalar) }
        try require(take("\\"))
        let pair = [unit, try readUnit()]
        guard let text = String(validating: pair, as: UTF16.self), let character = text.first, text.count == 1 else {
            throw NotJSON()
        }
        return character
    }

    private mutating func readUnit() throws(NotJSON) -> UInt16 {
        try require(take("u"))
        let digits = octets[index...].prefix(4).map { Character(Unicode.Scalar($0)) }
        try require(digits.count == 4 && digits.allSatisfy(\.isHexDigit) && digits.allSatisfy(\.isASCII))
        index += 4
        guard let unit = UInt16(String(digits), radix: 16) else { throw NotJSON() }
        return unit
    }
}
