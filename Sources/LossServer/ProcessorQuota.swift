import Foundation

/// How much processor time the control groups give this process: containers are held to a share of a machine whose
/// processors they all see.
///
/// Source: the kernel's `Documentation/admin-guide/cgroup-v2.rst` (`cpu.max`) and `scheduler/sched-bwc.rst`
/// (`cpu.cfs_quota_us`).
struct ProcessorQuota {
    /// The directory that `proc` and `sys` are in.
    let root: String

    /// Processors that can be kept busy, rounded up; nil where that is not limited.
    ///
    /// A group is limited by those around it, too. A container may be told its path on the machine and see its own group
    /// at the top.
    var processors: Int? {
        guard let groups = text("/proc/self/cgroup") else { return nil }
        var least: Int?
        for group in groups.split(separator: "\n") {
            let parts = group.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3 else { continue }
            let isUnified = parts[1].isEmpty
            guard isUnified || parts[1].split(separator: ",").contains("cpu") else { continue }
            var path = parts[2].split(separator: "/")[...]
            while true {
                let directory = "/sys/fs/cgroup\(isUnified ? "" : "/cpu")/" + path.joined(separator: "/")
                let limit = isUnified ? unifiedLimit(directory) : legacyLimit(directory)
                if let limit { least = min(least ?? limit, limit) }
                if path.popLast() == nil { break }
            }
        }
        return least
    }

    private func unifiedLimit(_ directory: String) -> Int? {
        let numbers = text("\(directory)/cpu.max")?.split(whereSeparator: \.isWhitespace).map { Double($0) }
        guard let numbers, numbers.count == 2 else { return nil }
        return Self.limit(quota: numbers[0], period: numbers[1])
    }

    private func legacyLimit(_ directory: String) -> Int? {
        Self.limit(
            quota: number("\(directory)/cpu.cfs_quota_us"), period: number("\(directory)/cpu.cfs_period_us"))
    }

    private static func limit(quota: Double?, period: Double?) -> Int? {
        guard let quota, let period, quota > 0, period > 0 else { return nil }
        return Int(exactly: (quota / period).rounded(.up))
    }

    private func number(_ file: String) -> Double? {
        text(file).flatMap { Double($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
    }

    private func text(_ file: String) -> String? { try? String(contentsOfFile: root + file, encoding: .utf8) }
}
