import Dispatch
import Memory
import TestSupport
import Testing

@testable import HTTPTransport

struct WorkerTests {
    private func wait(_ semaphore: DispatchSemaphore) {
        #expect(semaphore.wait(timeout: .now() + .seconds(patience)) == .success)
    }

    @Test func doesOneTurnAfterAnother() {
        let worker = Worker(0)
        let done = DispatchSemaphore(value: 0)
        let turns = Locked<[Int]>([])
        for index in 0..<1000 {
            let turn: @Sendable () -> Void = {
                turns.withLock { $0.append(index) }
                done.signal()
            }
            if index % 2 == 0 { worker.wake(turn) } else { worker.wakeElsewhere(turn) }
            wait(done)
        }
        worker.end()
        #expect(turns.withLock { $0 } == Array(0..<1000))
    }

    private final class Marker: Sendable {
        private let gone: DispatchSemaphore
        init(_ gone: DispatchSemaphore) { self.gone = gone }
        deinit { gone.signal() }
    }

    @Test func keepsNothingOfATurnThatIsOver() {
        let worker = Worker(0)
        let gone = DispatchSemaphore(value: 0)
        let marker = Marker(gone)
        worker.wake { withExtendedLifetime(marker) {} }
        _ = consume marker
        wait(gone)
        worker.end()
    }

    @Test func aQueueMayGoWithItsLastJob() {
        let gone = DispatchSemaphore(value: 0)
        do {
            let queue = WorkerQueue(workers: 2, depth: 1)
            let marker = Marker(gone)
            #expect(queue.submit { withExtendedLifetime((queue, marker)) {} })
        }
        wait(gone)
    }

    #if os(Linux)
        @Test func othersAreAllButOne() throws {
            let all = try #require(ProcessorSet())
            // On one processor there are no others.
            if let others = all.others {
                #expect(others.count == all.count - 1)
            } else {
                #expect(all.count == 1)
            }
        }

        @Test func mayRunAnywhereOnceItHasBegun() throws {
            let worker = Worker(0)
            let done = DispatchSemaphore(value: 0)
            let all = try #require(ProcessorSet())
            for _ in 0..<100 {
                worker.wakeElsewhere {
                    #expect(ProcessorSet() == all)
                    done.signal()
                }
                wait(done)
            }
            worker.end()
        }
    #endif
}
