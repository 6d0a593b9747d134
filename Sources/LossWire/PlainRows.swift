/// Where the quick way is among lists of numbers that follow one another, all of one length.
struct PlainRows {
    /// Elements of each list; 0 where that is not known yet, or where there is but one: it is then left at its end.
    let length: Int
    /// Lists that have ended and were followed by the next one.
    var ended = 0
    /// Elements of the list that it is in.
    var count: Int

    init(length: Int, count: Int = 0) {
        self.length = length
        self.count = count
    }

    /// A list has ended, and the next one is gone over to. False where it has another length: what is wrong with it is not
    /// for the quick way to tell.
    @inline(__always)
    mutating func goOver() -> Bool {
        guard count == length else { return false }
        ended &+= 1
        count = 0
        return true
    }
}
