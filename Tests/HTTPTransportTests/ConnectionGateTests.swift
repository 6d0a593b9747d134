import Memory
import Testing

@testable import HTTPTransport

struct ConnectionGateTests {
    private let calls = Locked<[String]>([])

    private func note(_ what: String) -> @Sendable () -> Void {
        { [calls] in calls.withLock { $0.append(what) } }
    }

    private var taken: [String] {
        calls.withLock { calls in
            defer { calls = [] }
            return calls
        }
    }

    @Test func admitsAsManyAsItsLimitAndCallsWhenOneLeaves() {
        let gate = ConnectionGate(limit: 2)
        #expect(gate.enter(whenRoom: note("a")) && gate.enter(whenRoom: note("b")))
        #expect(!gate.enter(whenRoom: note("c")))
        #expect(gate.count == 2)
        #expect(taken == [])
        gate.leave()
        #expect(taken == ["c"])
        gate.leave()
        #expect(taken == [])
    }

    @Test func stayingOutCallsNobody() {
        let gate = ConnectionGate(limit: 2)
        #expect(gate.enter {})
        gate.notifyWhenOneLeaves(note("left"))
        #expect(gate.enter {})
        gate.stayOut()
        #expect(taken == [])
        gate.leave()
        #expect(taken == ["left"])
    }

    @Test func tellsWhenItIsEmpty() {
        let gate = ConnectionGate(limit: 2)
        gate.notifyWhenEmpty(note("at once"))
        #expect(taken == ["at once"])
        #expect(gate.enter {} && gate.enter {})
        gate.notifyWhenEmpty(note("empty"))
        gate.leave()
        #expect(taken == [])
        gate.leave()
        #expect(taken == ["empty"])
    }
}
