/// First in, first out, without moving what waits.
struct JobQueue {
    private var jobs: [(@Sendable () -> Void)?] = []
    private var first = 0

    var count: Int { jobs.count - first }

    mutating func append(_ job: @escaping @Sendable () -> Void) { jobs.append(job) }

    mutating func popFirst() -> (@Sendable () -> Void)? {
        guard first < jobs.count else { return nil }
        let job = jobs[first]
        jobs[first] = nil
        first += 1
        if first == jobs.count || first > 64 && first > jobs.count / 2 {
            jobs.removeFirst(first)
            first = 0
        }
        return job
    }
}
