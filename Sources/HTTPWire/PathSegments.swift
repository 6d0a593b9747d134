/// What lies between the slashes of a path, as sent, taken from the front piece by piece (RFC 3986 §3.3). Nothing is
/// copied but for a piece that is asked for.
package struct PathSegments {
    private let head: RequestHead
    /// What is left, from the slash before it on.
    private var rest: Range<Int>

    init(_ head: RequestHead, _ path: Range<Int>) {
        self.head = head
        rest = path
    }

    package var isEmpty: Bool { rest.isEmpty }

    /// Takes the next segment where it is `text`.
    package mutating func take(_ text: StaticString) -> Bool {
        guard let next, head.holds(text, at: next) else { return false }
        rest = next.upperBound..<rest.upperBound
        return true
    }

    /// Takes the next segment; nil where none is left.
    package mutating func take() -> String? {
        guard let next else { return nil }
        rest = next.upperBound..<rest.upperBound
        return head.text(next)
    }

    private var next: Range<Int>? {
        guard !isEmpty else { return nil }
        let start = rest.lowerBound + 1
        return start..<(head.first(Octet.slash, in: start..<rest.upperBound) ?? rest.upperBound)
    }
}
