/// What libFuzzer hands over: a few octets in front choose limits and cuts, and the rest is what is read.
///
/// Hazard: it points into libFuzzer's memory, which is as long as the input and no longer: reading past the end is seen.
struct FuzzInput {
    private(set) var rest: UnsafeRawBufferPointer

    init(_ start: UnsafeRawPointer?, _ count: Int) { rest = UnsafeRawBufferPointer(start: start, count: count) }

    /// The next octet that chooses something, 0 where there is none.
    mutating func choice() -> UInt8 {
        guard let first = rest.first else { return 0 }
        rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst())
        return first
    }

    /// The next octets as a number, zeros where they are missing.
    mutating func number<Number: FixedWidthInteger>(_ type: Number.Type) -> Number {
        var number: Number = 0
        for _ in 0..<MemoryLayout<Number>.size { number = number << 8 | Number(truncatingIfNeeded: choice()) }
        return number
    }
}

/// Ends the process where `condition` does not hold, so that libFuzzer keeps the input.
func check(_ condition: Bool, _ what: @autoclosure () -> String) {
    if !condition { fatalError(what()) }
}
