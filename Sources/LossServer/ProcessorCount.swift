import CLinux
import Foundation

/// How many processors this process can keep busy: those that it may run on, which `taskset` and service managers make
/// fewer than there are, and no more than containers are given the time of. More threads than that take time from each
/// other.
enum ProcessorCount {
    static var available: Int {
        #if os(Linux)
            // More than the kernel's own limit, 8192 processors.
            var set = [UInt8](repeating: 0, count: 2048)
            let count = sched_getaffinity(0, set.count, &set) < 0 ? 0 : set.reduce(0) { $0 + $1.nonzeroBitCount }
            let runnable = count > 0 ? count : ProcessInfo.processInfo.activeProcessorCount
            return min(runnable, ProcessorQuota(root: "").processors ?? runnable)
        #else
            return ProcessInfo.processInfo.activeProcessorCount
        #endif
    }
}
