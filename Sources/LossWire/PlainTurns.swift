/// When the quick way through a list is tried: again and again where it gets on, and ever more seldom where it does not.
struct PlainTurns {
    private static let longestPause = 31
    /// A turn that brings fewer does not pay.
    private static let worthwhile = 4

    private var pause = 0
    /// Elements that are read one by one before the next turn.
    private var left = 0

    @inline(__always)
    mutating func isNext() -> Bool {
        if left == 0 { return true }
        left &-= 1
        return false
    }

    /// A turn has brought so many elements.
    @inline(__always)
    mutating func came(of count: Int) {
        pause = count < Self.worthwhile ? min(2 &* pause &+ 1, Self.longestPause) : 0
        left = pause
    }
}
