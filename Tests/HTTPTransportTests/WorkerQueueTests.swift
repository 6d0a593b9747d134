import Foundation
import HTTPTransport
import Memory
import TestSupport
import Testing

struct WorkerQueueTests {
    /// Counts how many are inside at once.
    private final class Gauge: Sendable {
        private let state = Locked((now: 0, most: 0, total: 0))

        func enter() {
            state.withLock {
                $0.now += 1
                $0.total += 1
                $0.most = max($0.most, $0.now)
            }
        }

        func leave() { state.withLock { $0.now -= 1 } }

        var most: Int { state.withLock { $0.most } }
        var total: Int { state.withLock { $0.total } }
    }

    private func wait(_ semaphore: DispatchSemaphore, _ times: Int = 1) {
        for _ in 0..<times { #expect(semaphore.wait(timeout: .now() + .seconds(patience)) == .success) }
    }

    @Test func refusesWhatIsTooMuch() {
        let queue = WorkerQueue(workers: 2, depth: 3)
        let (started, go, done) = (
            DispatchSemaphore(value: 0), DispatchSemaphore(value: 0), DispatchSemaphore(value: 0)
        )
        let job: @Sendable () -> Void = {
            started.signal()
            go.wait()
            done.signal()
        }
        #expect(queue.submit(job) && queue.submit(job))
        wait(started, 2)
        #expect(queue.submit(job) && queue.submit(job))
        #expect(queue.hasRoom(after: 0) && !queue.hasRoom(after: 1))
        #expect(queue.submit(job))
        #expect(queue.waiting == 3 && !queue.hasRoom(after: 0))
        #expect(!queue.submit(job))
        for _ in 0..<5 { go.signal() }
        wait(done, 5)
        // A worker is idle again a moment after its job was done.
        #expect(eventually { queue.hasRoom(after: 3) })
        #expect(queue.submit { done.signal() })
        wait(done)
    }

    /// 64 places for those that are on their way, and an eighth of the others; a worker has nothing to do besides.
    @Test(arguments: [(0, 1), (64, 65), (72, 66), (256, 89)])
    func aDeepQueueKeepsPlacesForJobsThatAreThere(_ depth: Int, _ room: Int) {
        let queue = WorkerQueue(workers: 1, depth: depth)
        #expect(queue.hasRoom(after: room - 1) && !queue.hasRoom(after: room))
    }

    @Test func isFirstInFirstOut() {
        let queue = WorkerQueue(workers: 1, depth: 1000)
        let order = Locked<[Int]>([])
        let done = DispatchSemaphore(value: 0)
        let go = DispatchSemaphore(value: 0)
        _ = queue.submit { go.wait() }
        for index in 0..<500 {
            _ = queue.submit {
                order.withLock { $0.append(index) }
                done.signal()
            }
        }
        go.signal()
        wait(done, 500)
        #expect(order.withLock { $0 } == Array(0..<500))
    }

    @Test(arguments: [1, 2, 4])
    func sharedWorkIsDoneOnceAndWithinTheWorkers(_ workers: Int) {
        let queue = WorkerQueue(workers: workers, depth: 64)
        let gauge = Gauge()
        let done = DispatchSemaphore(value: 0)
        let counts = (0..<8).map { _ in Tally(count: 100) }
        for index in 0..<8 {
            #expect(
                queue.submit {
                    queue.concurrentPerform(count: 100) { part in
                        gauge.enter()
                        counts[index].add(part)
                        gauge.leave()
                    }
                    done.signal()
                })
        }
        wait(done, 8)
        #expect(gauge.total == 800)
        #expect(gauge.most <= workers)
        for count in counts { #expect(count.values == Array(repeating: 1, count: 100)) }
    }

    private final class Tally: Sendable {
        private let state: Locked<[Int]>

        init(count: Int) { state = Locked(Array(repeating: 0, count: count)) }

        func add(_ index: Int) { state.withLock { $0[index] += 1 } }

        var values: [Int] { state.withLock { $0 } }
    }

    @Test func idleWorkersHelp() {
        let queue = WorkerQueue(workers: 3, depth: 0)
        let done = DispatchSemaphore(value: 0)
        let inside = Locked(0)
        // Ends only when three threads are in it at once.
        #expect(
            queue.submit {
                queue.concurrentPerform(count: 3) { _ in
                    inside.withLock { $0 += 1 }
                    while inside.withLock({ $0 < 3 }) { usleep(100) }
                }
                done.signal()
            })
        wait(done)
    }

    @Test func goesOnAloneWhenAllWorkersAreBusy() {
        let queue = WorkerQueue(workers: 2, depth: 0)
        let (go, done) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        _ = queue.submit { go.wait() }
        let sum = Locked(0)
        _ = queue.submit {
            queue.concurrentPerform(count: 10) { index in sum.withLock { $0 += index } }
            done.signal()
        }
        wait(done)
        #expect(sum.withLock { $0 } == 45)
        go.signal()
    }

    @Test func nestedAndEmpty() {
        let queue = WorkerQueue(workers: 2, depth: 4)
        let done = DispatchSemaphore(value: 0)
        let calls = Locked(0)
        _ = queue.submit {
            queue.concurrentPerform(count: 0) { _ in calls.withLock { $0 += 1000 } }
            queue.concurrentPerform(count: 4) { _ in
                queue.concurrentPerform(count: 4) { _ in calls.withLock { $0 += 1 } }
            }
            done.signal()
        }
        wait(done)
        #expect(calls.withLock { $0 } == 16)
    }

    @Test func bodyMayUseTheCallersFrame() {
        let queue = WorkerQueue(workers: 4, depth: 4)
        let done = DispatchSemaphore(value: 0)
        _ = queue.submit {
            for round in 0..<2000 {
                let box = Tally(count: 8)
                queue.concurrentPerform(count: 8) { index in box.add(index) }
                #expect(box.values.allSatisfy { $0 == 1 }, "round \(round)")
            }
            done.signal()
        }
        wait(done)
    }
}
