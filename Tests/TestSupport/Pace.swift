import Foundation

/// How evenly a test goes on that is slow on purpose, and a time-out that it is not slow enough for.
///
/// A machine that is busy for longer than the time-out makes a client that moves look like one that stands still, to the
/// server and rightly so. The client finds it out by its own clock.
package struct Pace {
    package let timeout: Duration
    private var last = ContinuousClock.now
    private var longest = Duration.zero

    /// Something has moved.
    package mutating func step() {
        let now = ContinuousClock.now
        longest = max(longest, now - last)
        last = now
    }

    /// Waits for a small part of the time-out.
    package func rest() {
        Thread.sleep(forTimeInterval: timeout / .seconds(16))
    }

    /// Whether `attempt` succeeds. Where it does not, and between two of its steps much more time has passed than it rests,
    /// it is made again with a time-out four times as long.
    package static func isKept(
        from shortest: Duration, _ attempt: (inout Pace) throws -> Bool
    ) throws -> Bool {
        var timeout = shortest
        while true {
            var pace = Pace(timeout: timeout)
            let result = Result { try attempt(&pace) }
            pace.step()
            let mayGoOn = pace.longest > timeout / 4 && timeout < .seconds(patience)
            guard mayGoOn, (try? result.get()) != true else { return try result.get() }
            timeout *= 4
        }
    }
}
