import Foundation
import TestSupport
import Testing

@testable import LossServer

struct ProcessorQuotaTests {
    @Test(
        arguments: [
            (["proc/self/cgroup": "0::/\n", "sys/fs/cgroup/cpu.max": "150000 100000\n"], 2),
            (["proc/self/cgroup": "0::/\n", "sys/fs/cgroup/cpu.max": "max 100000\n"], nil),
            (["proc/self/cgroup": "0::/\n"], nil),
            ([:], nil),
            // The pod around the container is held shorter.
            (
                [
                    "proc/self/cgroup": "0::/pod/one\n", "sys/fs/cgroup/pod/cpu.max": "100000 100000\n",
                    "sys/fs/cgroup/pod/one/cpu.max": "400000 100000\n",
                ], 1
            ),
            // The machine's path, and one's own group at the top.
            (["proc/self/cgroup": "0::/kubepods/x\n", "sys/fs/cgroup/cpu.max": "300000 100000\n"], 3),
            (
                [
                    "proc/self/cgroup": "3:cpuset:/\n2:cpu,cpuacct:/docker/x\n0::/\n",
                    "sys/fs/cgroup/cpu/docker/x/cpu.cfs_quota_us": "250000\n",
                    "sys/fs/cgroup/cpu/docker/x/cpu.cfs_period_us": "100000\n",
                ], 3
            ),
            (
                [
                    "proc/self/cgroup": "1:cpu:/\n", "sys/fs/cgroup/cpu/cpu.cfs_quota_us": "-1\n",
                    "sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n",
                ], nil
            ),
            (["proc/self/cgroup": "nonsense\n0::/\n", "sys/fs/cgroup/cpu.max": "1e300 1e-300\n"], nil),
        ] as [([String: String], Int?)])
    func processors(_ files: [String: String], _ expected: Int?) throws {
        let directory = try TemporaryDirectory()
        for (path, content) in files {
            let file = directory.url.appending(path: path)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(content.utf8).write(to: file)
        }
        #expect(ProcessorQuota(root: directory.url.path).processors == expected)
    }
}
