#if os(Linux)
    import CLinux

    /// The processors that a thread may run on.
    struct ProcessorSet: Equatable, Sendable {
        /// A bit for each, as many as the kernel's own limit is.
        private var bits = [UInt8](repeating: 0, count: 1024)

        /// Those of the calling thread; nil where the system does not say.
        init?() {
            guard sched_getaffinity(0, bits.count, &bits) == 0 else { return nil }
        }

        /// All but the one that the caller is on; nil where there is no other.
        var others: ProcessorSet? {
            let here = Int(sched_getcpu())
            guard here >= 0, here < 8 * bits.count else { return nil }
            var others = self
            others.bits[here / 8] &= ~(1 << UInt8(here % 8))
            return others.count > 0 ? others : nil
        }

        var count: Int { bits.reduce(0) { $0 + $1.nonzeroBitCount } }

        /// Keeps a thread, the calling one if it is 0, to these. False, and nothing has changed, where that may not be.
        func keep(_ thread: Int32) -> Bool { sched_setaffinity(thread, bits.count, bits) == 0 }
    }
#endif
