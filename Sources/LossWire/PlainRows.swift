/// Where the quick way is among lists of numbers that follow one another, all of one length.
struct PlainRows {
    /// Whether it may go over to the list that follows.
    private let areMany: Bool
    /// Elements of each list; 0 until one has ended.
    private(set) var length: Int
    /// Lists that have ended and were followed by the next one.
    var ended = 0
    /// Elements of the list that it is in.
    var count: Int

    /// A list of which `count` elements have been read.
    init(areMany: Bool = false, length: Int = 0, count: Int = 0) {
        self.areMany = areMany
        self.length = length
        self.count = count
    }

    /// A list has ended, and the next one is gone over to. False where it has another length: what is wrong with it is not
    /// for the quick way to tell.
    @inline(__always)
    mutating func goOver() -> Bool {
        guard areMany, length == 0 || count == length else { return false }
        length = count
        ended &+= 1
        count = 0
        return true
    }
}
