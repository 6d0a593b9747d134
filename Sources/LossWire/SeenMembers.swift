/// The names of an object's members, to find those that come twice.
struct SeenMembers {
    /// Where the first few stand in the text.
    private var names: [UnsafeBufferPointer<UInt8>] = []
    private var many: Set<[UInt8]> = []

    init() {}

    /// Whether `name`, which `reader` has read, came before; from now on it has. Hazard: the text has to stay where it is.
    mutating func has(_ name: UnsafeBufferPointer<UInt8>, _ reader: JSONReader) -> Bool {
        // A name that was written with escapes is not in the text.
        let isInText = name.baseAddress.map { $0 >= reader.start && $0 < reader.end } ?? false
        if isInText, many.isEmpty, names.count < 16 {
            if names.contains(where: { $0.elementsEqual(name) }) { return true }
            names.append(name)
            return false
        }
        if many.isEmpty { many = Set(names.map(Array.init)) }
        return !many.insert(Array(name)).inserted
    }
}
