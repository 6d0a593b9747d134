/// Which of the classes a tensor of logits holds, where it holds a slice of them: those from `offset` on, as many as its
/// class axis is long, which may be none.
public struct ClassSlice: Sendable, Equatable {
    /// The class that is first in the slice.
    public let offset: Int
    /// The number of all classes, C: labels and class weights refer to it, and label smoothing divides by it.
    public let classCount: Int

    public init(offset: Int, of classCount: Int) {
        self.offset = offset
        self.classCount = classCount
    }
}
