import Foundation

/// Something that is timed: work that can be done over and over, and what comes out of it, to be checked.
protocol Workload {
    func run() throws
    /// The octets of what the last run left.
    func outcome() -> Data
}
