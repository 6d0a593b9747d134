import Foundation

/// A descriptor that has one owner and is closed with it.
struct FileDescriptor: ~Copyable, Sendable {
    let number: Int32

    init(_ number: Int32) { self.number = number }

    /// Gives the descriptor to somebody else, who then has to close it.
    consuming func release() -> Int32 {
        let number = number
        discard self
        return number
    }

    deinit { close(number) }
}
