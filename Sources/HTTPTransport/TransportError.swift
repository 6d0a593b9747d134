/// Why the server cannot listen, in words that say what to change.
package enum TransportError: Error, Sendable, Equatable, CustomStringConvertible {
    case cannotResolve(host: String, reason: String)
    case addressInUse(String)
    case addressNotAvailable(String)
    case permissionDenied(String)
    /// A path that no socket's address holds.
    case pathTooLong(String)
    /// A descriptor that was handed in and is no listening stream socket.
    case notListening(Int32)
    /// Certificate, key or authorities cannot be used.
    case tls(String, reason: String)
    /// Another system call failed.
    case system(call: String, errno: Int32, reason: String)

    package var description: String {
        switch self {
        case .cannotResolve(let host, let reason): "cannot resolve the host \"\(host)\": \(reason)"
        case .addressInUse(let address): "\(address) is in use by another process; choose another port, or 0 for any"
        case .addressNotAvailable(let address): "\(address) is not an address of this machine"
        case .permissionDenied(let address):
            "not allowed to listen on \(address); ports below 1024 need a privilege, choose a higher one"
        case .pathTooLong(let path): "\(path) is too long for the path of a socket"
        case .notListening(let number): "descriptor \(number), which was handed in, is not a listening stream socket"
        case .tls(let what, let reason): "\(what): \(reason)"
        case .system(let call, let errno, let reason): "\(call) failed: \(reason) (errno \(errno))"
        }
    }
}
