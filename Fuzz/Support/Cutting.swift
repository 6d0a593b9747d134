/// Ways in which the same octets may arrive.
enum Cutting: Sendable {
    case whole
    case octetByOctet
    /// In pieces whose lengths follow from the seed.
    case pieces(seed: UInt8)

    static func all(_ seed: UInt8) -> [Cutting] { [.whole, .octetByOctet, .pieces(seed: seed)] }

    /// Where each piece of `count` octets ends, from the start; the last one at `count`.
    func ends(_ count: Int) -> [Int] {
        switch self {
        case .whole: return [count]
        case .octetByOctet: return Array(1...max(count, 1)).filter { $0 <= count }
        case .pieces(let seed):
            var ends: [Int] = []
            var (end, state) = (0, UInt32(seed))
            while end < count {
                state = state &* 1_664_525 &+ 1_013_904_223
                // Mostly a few octets, now and then many.
                end += 1 + Int(state >> 29) * (state >> 20 & 7 == 0 ? 40 : 1)
                ends.append(min(end, count))
            }
            return ends
        }
    }
}

/// Calls `body` with a copy of `octets` in memory of exactly that size, so that a read past a piece's end is seen though
/// more of the input follows.
func withCopy<Result>(of octets: Slice<UnsafeRawBufferPointer>, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: octets.count, alignment: 1)
    defer { copy.deallocate() }
    copy.copyBytes(from: octets)
    return body(UnsafeRawBufferPointer(copy))
}
