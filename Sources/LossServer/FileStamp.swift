import Foundation

/// What a file looks like from outside; another stamp means that it was written, replaced, or swapped behind a link, as
/// Kubernetes does with its secrets.
struct FileStamp: Equatable {
    private var device: UInt64 = 0
    private var number: UInt64 = 0
    private var octets: Int64 = 0
    private var seconds = 0
    private var nanoseconds = 0

    /// Of the file that `path` leads to in the end; nil where there is none.
    init?(_ path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        device = UInt64(truncatingIfNeeded: status.st_dev)
        number = UInt64(truncatingIfNeeded: status.st_ino)
        octets = Int64(status.st_size)
        #if canImport(Darwin)
            let modified = status.st_mtimespec
        #else
            let modified = status.st_mtim
        #endif
        seconds = modified.tv_sec
        nanoseconds = modified.tv_nsec
    }
}
