import Foundation

/// The limit of open descriptors, which is one of connections too.
enum DescriptorLimit {
    /// Descriptors for everything that is not a connection.
    static let reserve = 64

    /// Raises the soft limit to the hard one, and says what it is then.
    static func raised() -> Int {
        var limit = rlimit()
        #if os(Linux)
            let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        #else
            let resource = RLIMIT_NOFILE
        #endif
        guard getrlimit(resource, &limit) == 0 else { return 1024 }
        limit.rlim_cur = limit.rlim_max
        _ = setrlimit(resource, &limit)
        guard getrlimit(resource, &limit) == 0 else { return 1024 }
        return Int(clamping: limit.rlim_cur)
    }
}
