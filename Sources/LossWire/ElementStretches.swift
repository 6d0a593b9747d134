/// The elements of a tensor in stretches, each of which is worth handing to another thread.
struct ElementStretches {
    private static let length = 32 << 10

    private let elementCount: Int

    init(count: Int) { elementCount = count }

    private var count: Int { (elementCount + Self.length - 1) / Self.length }

    /// Calls `body` for all stretches, many at once where there are several.
    func perform(_ concurrently: Concurrently?, _ body: @Sendable (Range<Int>) -> Void) {
        let elementCount = elementCount
        @Sendable func stretch(_ index: Int) -> Range<Int> {
            index * Self.length..<min((index + 1) * Self.length, elementCount)
        }
        if count > 1, let concurrently {
            concurrently(count) { body(stretch($0)) }
        } else {
            for index in 0..<count { body(stretch(index)) }
        }
    }
}
