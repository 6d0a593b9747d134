import Foundation

/// Listening sockets that systemd, or a program that does as it does, started this process with (sd_listen_fds(3)).
enum InheritedSockets {
    /// The first descriptor behind the standard ones.
    private static let first: Int32 = 3

    /// Their descriptors; none where `LISTEN_FDS` is meant for another process, or makes no sense.
    static func descriptors(_ environment: [String: String], process: Int32) -> [Int32] {
        guard environment["LISTEN_PID"] == "\(process)", let count = environment["LISTEN_FDS"].flatMap({ Int32($0) }),
            (1...1024).contains(count)
        else { return [] }
        return Array(first..<(first + count))
    }
}
