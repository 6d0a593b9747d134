/// A point on a clock that never goes back, in nanoseconds from some start. Who has a clock hands these in.
package struct MonotonicInstant: Sendable, Comparable {
    package var nanoseconds: Int64

    package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    package static func < (left: Self, right: Self) -> Bool { left.nanoseconds < right.nanoseconds }

    /// A far future where the sum would not fit.
    package static func + (instant: Self, duration: Int64) -> Self {
        let (sum, overflow) = instant.nanoseconds.addingReportingOverflow(duration)
        return Self(nanoseconds: overflow ? .max : sum)
    }
}
