import Memory

/// A bounded queue of work: at most so many jobs run at once, at most so many wait, and whoever brings one more is told.
///
/// A job that can be split asks for help with `concurrentPerform`, in which it takes part itself: workers that have
/// nothing begun to do help it before they take new jobs, so work that was begun is finished first, and nothing ever
/// waits for a worker to become free.
package final class WorkerQueue: Sendable {
    private struct State {
        var idle: [Int]
        var waiting = Fifo<@Sendable () -> Void>()
        var helpWanted: [SharedWork] = []
    }

    private let depth: Int
    private let lanes: [Worker]
    private let state: Locked<State>

    package init(workers: Int, depth: Int) {
        let count = max(workers, 1)
        self.depth = max(depth, 0)
        lanes = (0..<count).map { Worker($0) }
        state = Locked(State(idle: Array((0..<count).reversed())))
    }

    deinit { for lane in lanes { lane.end() } }

    package var workers: Int { lanes.count }

    /// Jobs that wait for a worker.
    package var waiting: Int { state.withLock { $0.waiting.count } }

    /// Whether a job should be let on its way here that will arrive after `count` others.
    ///
    /// Of a deep queue, seven eighths of the places beyond the 64th are kept back for jobs that are there at once: who has
    /// to be waited for besides would wait longest of all. Clients that send more than is taken slow the workers down, too:
    /// the processors have to receive what is refused.
    package func hasRoom(after count: Int) -> Bool {
        state.withLock { $0.idle.count + depth - max(depth - 64, 0) / 8 * 7 - $0.waiting.count > count }
    }

    /// Runs `work` on a worker, first come first served. False, and nothing happens, when `depth` jobs wait already.
    package func submit(_ work: @escaping @Sendable () -> Void) -> Bool {
        let (accepted, lane) = state.withLock { state -> (Bool, Int?) in
            if let lane = state.idle.popLast() { return (true, lane) }
            guard state.waiting.count < depth else { return (false, nil) }
            state.waiting.append(work)
            return (true, nil)
        }
        if let lane { lanes[lane].wake { self.run(lane, first: work) } }
        return accepted
    }

    /// Calls `body` once with each of `0..<count`, in no order, on the calling thread and on workers that are idle or
    /// become so; returns when all calls have returned. `body` is not used after that.
    package func concurrentPerform(count: Int, _ body: @Sendable (Int) -> Void) {
        guard count > 1, lanes.count > 1 else {
            for index in 0..<max(count, 0) { body(index) }
            return
        }
        withoutActuallyEscaping(body) { body in
            withUnsafePointer(to: body) { pointer in
                perform(SharedWork(count: count, body: pointer))
            }
        }
    }

    private func perform(_ work: SharedWork) {
        let woken = state.withLock { state -> [Int] in
            state.helpWanted.append(work)
            let helpers = min(work.count - 1, state.idle.count)
            let woken = Array(state.idle.suffix(helpers))
            state.idle.removeLast(helpers)
            return woken
        }
        for lane in woken { lanes[lane].wakeElsewhere { self.run(lane, first: nil) } }
        work.runUntilTaken()
        let mustWait = state.withLock { state in
            state.helpWanted.removeAll { $0 === work }
            return work.close()
        }
        if mustWait { work.waitForHelpers() }
    }

    /// A worker's turn: on until there is neither shared work nor a job.
    private func run(_ lane: Int, first: (@Sendable () -> Void)?) {
        first?()
        while true {
            enum Next {
                case help(SharedWork)
                case job(@Sendable () -> Void)
                case none
            }
            let next = state.withLock { state -> Next in
                if let work = state.helpWanted.first(where: { $0.enter() }) { return .help(work) }
                if let job = state.waiting.popFirst() { return .job(job) }
                state.idle.append(lane)
                return .none
            }
            switch next {
            case .help(let work):
                work.runUntilTaken()
                let isLast = state.withLock { _ in work.leave() }
                if isLast { work.allHelpersLeft() }
            case .job(let job): job()
            case .none: return
            }
        }
    }
}
