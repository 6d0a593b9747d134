/// Plain numbers on their way to float64, each worked out as it comes.
struct Float64Numbers: PlainNumbers {
    static let reach = NumberWindow.reach
    static let reachBack = DigitLanes.reach

    private static let capacity = 64
    private static let windowCapacity = 16

    private let values: UnsafeMutablePointer<Double>
    private let powers: PowersOfTen
    private(set) var count = 0
    private var isSure = true

    var isFull: Bool { count > Self.capacity - Self.windowCapacity }

    @inline(__always)
    static func withMemory(_ powers: PowersOfTen, _ body: (Self) -> Void) {
        withUnsafeTemporaryAllocation(of: Double.self, capacity: capacity) { memory in
            guard let values = memory.baseAddress else { return }
            body(Self(values: values, powers: powers))
        }
    }

    private init(values: UnsafeMutablePointer<Double>, powers: PowersOfTen) {
        self.values = values
        self.powers = powers
    }

    @inline(__always)
    mutating func append(_ window: NumberWindow, at place: UnsafePointer<UInt8>) {
        var (ends, points) = (window.ends, window.points)
        var first = place
        while ends != 0 {
            let point = place + points.trailingZeroBitCount
            let end = place + ends.trailingZeroBitCount
            points &= points &- 1
            ends &= ends &- 1
            first += first.pointee == UInt8(ascii: " ") ? 1 : 0
            let isNegative = first.pointee == UInt8(ascii: "-")
            first += isNegative ? 1 : 0
            let value = magnitude(first, whole: point - first, fraction: end - point - 1)
            values[count] = isNegative ? -value : value
            count &+= 1
            first = end + 1
        }
    }

    @inline(__always)
    private mutating func magnitude(_ first: UnsafePointer<UInt8>, whole: Int, fraction: Int) -> Double {
        let length = whole &+ fraction
        guard length <= 19 else {
            isSure = false
            return 0
        }
        var mantissa = DigitLanes.value(before: first + length + 1, whole: whole, fraction: fraction)
        if length > 16 {
            let head = DigitWord(at: first).joined(min(whole, 7), with: DigitWord(at: first + 1)).value(
                of: length &- 16)
            mantissa &+= powers.integers[16] &* head
        }
        guard let value = powers.float64(mantissa, 0 &- fraction) else {
            isSure = false
            return 0
        }
        return value
    }

    func write(to memory: UnsafeMutablePointer<Double>) -> Bool {
        memory.update(from: values, count: count)
        return isSure
    }

    mutating func removeAll() {
        count = 0
        isSure = true
    }
}
