import CLinux
import Foundation
import Testing

@testable import HTTPTransport

struct PrecedenceTests {
    /// What one loop has between two looks.
    struct Interval: Sendable {
        var requests: Int
        var work = false
    }

    @Test(arguments: [
        ([], true),
        ([Interval(requests: 0)], true),
        ([Interval(requests: Precedence.stream - 1)], true),
        ([Interval(requests: Precedence.stream)], false),
        // Each interval counts alone.
        ([Interval(requests: Precedence.stream - 1), Interval(requests: 1)], true),
        ([Interval(requests: Precedence.stream), Interval(requests: Precedence.stream - 1)], true),
        ([Interval(requests: Precedence.stream), Interval(requests: Precedence.stream)], false),
        // Larger work anywhere in it.
        ([Interval(requests: Precedence.stream, work: true)], true),
        ([Interval(requests: Precedence.stream, work: true), Interval(requests: Precedence.stream)], false),
    ]) func isGivenUpForAStreamOfSmallRequests(_ intervals: [Interval], _ isGiven: Bool) {
        var precedence = Precedence()
        defer { precedence.end() }
        for interval in intervals {
            for _ in 0..<interval.requests { precedence.noteRequest() }
            if interval.work { precedence.noteWork() }
            precedence.reconsider()
        }
        #expect(precedence.isGiven == isGiven)
    }

    #if os(Linux)
        @Test func isTakenBackAtOnceWhereThereIsWork() throws {
            try #require(sched_getscheduler(0) == SCHED_OTHER)
            var precedence = Precedence()
            defer { precedence.end() }
            func stream() {
                for _ in 0..<Precedence.stream { precedence.noteRequest() }
                precedence.reconsider()
            }
            stream()
            #expect(sched_getscheduler(0) == Int32(CLINUX_SCHED_BATCH))
            precedence.noteWork()
            #expect(sched_getscheduler(0) == SCHED_OTHER)
            #expect(precedence.isGiven)
            precedence.reconsider()
            stream()
            #expect(sched_getscheduler(0) == Int32(CLINUX_SCHED_BATCH))
            precedence.end()
            #expect(sched_getscheduler(0) == SCHED_OTHER)
        }

        @Test func leavesThePolicyThatSomebodyChose() throws {
            func set(_ policy: Int32) -> Bool {
                var parameters = sched_param(sched_priority: 0)
                return sched_setscheduler(0, policy, &parameters) == 0
            }
            try #require(sched_getscheduler(0) == SCHED_OTHER)
            try #require(set(Int32(CLINUX_SCHED_BATCH)))
            defer { #expect(set(SCHED_OTHER)) }
            var precedence = Precedence()
            for _ in 0..<Precedence.stream { precedence.noteRequest() }
            precedence.reconsider()
            #expect(!precedence.isGiven)
            #expect(sched_getscheduler(0) == Int32(CLINUX_SCHED_BATCH))
            precedence.end()
            #expect(precedence.isGiven)
            #expect(sched_getscheduler(0) == Int32(CLINUX_SCHED_BATCH))
        }
    #endif
}
