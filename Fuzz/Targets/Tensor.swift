@testable import LossWire

/// A tensor that is read in stretches, many at once, is what it is when it is read in one go, or is left alone; and one
/// that is right and long enough is not left alone.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzTensor(_ start: UnsafeRawPointer?, _ count: Int) -> CInt {
    var input = FuzzInput(start, count)
    let stretchLength = 1 + Int(input.choice() & 0x3f)
    let isWide = input.choice() & 1 == 1
    let octets = input.rest.bindMemory(to: UInt8.self)
    guard let first = octets.baseAddress else { return 0 }
    let reader = JSONReader(start: first, count: octets.count)
    if isWide {
        compare(reader, stretchLength) { (element: Double) in element.bitPattern }
    } else {
        compare(reader, stretchLength) { (element: Float) in UInt64(element.bitPattern) }
    }
    return 0
}

/// Backwards and in turns, so that nothing depends on the order.
private let inAnyOrder: Concurrently = { count, body in
    for index in (0..<count).reversed() where index % 2 == 0 { body(index) }
    for index in 0..<count where index % 2 == 1 { body(index) }
}

private func compare<Element: TensorElement>(
    _ reader: JSONReader, _ stretchLength: Int, _ bits: (Element) -> UInt64
) {
    var (long, short) = (reader, reader)
    let stretched = long.readLongTensor(of: Element.self, inAnyOrder, stretchLength: stretchLength)
    var whole: JSONTensor<Element>?
    var spare = SpareMemory()
    if case .tensor(let tensor)? = try? short.readTensor(of: Element.self, &spare) { whole = tensor }
    guard let stretched else {
        check(long.offset <= start(of: reader, " \t\r\n"), "something was consumed")
        let isShort = short.offset - start(of: reader, "[ \t\r\n") < 4 * stretchLength
        let isRight = whole.map { $0.issues == nil && !$0.dimensions.isEmpty } ?? false
        return check(isShort || !isRight, "a tensor of \(whole?.dimensions ?? []) was left alone")
    }
    guard let whole, whole.issues == nil else { fatalError("this is no tensor, and was taken") }
    check(stretched.dimensions == whole.dimensions, "\(stretched.dimensions), and it is \(whole.dimensions)")
    check(stretched.storage.elements.map(bits) == whole.storage.elements.map(bits), "other elements")
    check(long.offset == short.offset, "read to \(long.offset), and it ends at \(short.offset)")
    check(stretched.issues == nil, "\(String(describing: stretched.issues))")
}

/// Where the first octet is that is none of these.
private func start(of reader: JSONReader, _ octets: String) -> Int {
    UnsafeBufferPointer(start: reader.start, count: reader.end - reader.start).prefix { octets.utf8.contains($0) }.count
}
