import CLinux
import Foundation

/// How many processors this process may run on, which `taskset`, containers and service managers make fewer than there
/// are. More workers than that take time from each other, and from the event loop.
enum ProcessorCount {
    static var available: Int {
        #if os(Linux)
            // More than the kernel's own limit, 8192 processors.
            var set = [UInt8](repeating: 0, count: 2048)
            let count = sched_getaffinity(0, set.count, &set) < 0 ? 0 : set.reduce(0) { $0 + $1.nonzeroBitCount }
            return count > 0 ? count : ProcessInfo.processInfo.activeProcessorCount
        #else
            return ProcessInfo.processInfo.activeProcessorCount
        #endif
    }
}
