/// Plain numbers on their way to float32, worked out eight at a time.
///
/// A number is w + h·10^-8 + l·10^-16 with up to eight digits in each, reckoned in float64: at most a few units off in
/// its last place. Rounded to float32 that is right, unless it lies next to the middle between two of those; then, one
/// time in thirty thousand, digits decide.
struct Float32Numbers: PlainNumbers {
    private typealias Words = SIMD8<UInt64>
    private typealias Reals = SIMD8<Double>

    static let reach = NumberWindow.reach + 1 + fractionLength
    static let reachBack = 0

    /// Digits behind the point that are looked at.
    private static let fractionLength = 16
    /// A multiple of `lanes`. Memory up to a kilobyte is taken from the stack.
    private static let capacity = 56
    /// Numbers of three octets and their commas.
    private static let windowCapacity = 16
    private static let lanes = 8

    /// Whole parts with space and sign, at the end of eight octets; the others are 0.
    private let wholes: UnsafeMutableRawPointer
    /// Sixteen octets behind each point; those that are no digits are 0.
    private let fractions: UnsafeMutableRawPointer
    /// In the middle of as many octets of all ones and of zeros: so many before it are a mask for so many octets.
    private let masks: UnsafeMutableRawPointer

    private(set) var count = 0
    /// The bits of all fractions' lengths.
    private var lengths = 0

    var isFull: Bool { count > Self.capacity - Self.windowCapacity }

    @inline(__always)
    static func withMemory(_ powers: PowersOfTen, _ body: (Self) -> Void) {
        let (wholes, masks) = (capacity * 8, 64)
        withUnsafeTemporaryAllocation(byteCount: capacity * fractionLength, alignment: 16) { fractions in
            withUnsafeTemporaryAllocation(byteCount: wholes + 2 * masks + fractionLength, alignment: 16) { rest in
                guard let start = rest.baseAddress, let fractions = fractions.baseAddress else { return }
                let middle = start + wholes + masks
                (start + wholes).initializeMemory(as: UInt8.self, repeating: 0xff, count: masks)
                middle.initializeMemory(as: UInt8.self, repeating: 0, count: masks + fractionLength)
                body(Self(wholes: start, fractions: fractions, masks: middle))
            }
        }
    }

    private init(
        wholes: UnsafeMutableRawPointer, fractions: UnsafeMutableRawPointer, masks: UnsafeMutableRawPointer
    ) {
        self.wholes = wholes
        self.fractions = fractions
        self.masks = masks
    }

    @inline(__always)
    mutating func append(_ window: NumberWindow, at place: UnsafePointer<UInt8>) {
        let start = UnsafeRawPointer(place)
        let windowCount = window.count
        var (ends, points) = (window.ends, window.points)
        var first = 0
        var index = count
        // Three or six, whether there are as many or not: five or six of nine digits cannot be foreseen.
        var left = windowCount <= 3 ? 3 : max(windowCount, 6)
        repeat {
            // 64 where there is none.
            let (point, end) = (points.trailingZeroBitCount, ends.trailingZeroBitCount)
            points &= points &- 1
            ends &= ends &- 1
            let whole =
                (start + first).loadUnaligned(as: UInt64.self)
                &<< UInt64(truncatingIfNeeded: 8 &* (8 &- (point &- first)))
            let length = end &- point &- 1
            lengths |= length &+ 1
            let mask = (masks - length).loadUnaligned(as: SIMD2<UInt64>.self)
            let fraction = (start + point + 1).loadUnaligned(as: SIMD2<UInt64>.self) & mask
            (wholes + 8 &* index).storeBytes(of: whole, as: UInt64.self)
            (fractions + 16 &* index).storeBytes(of: fraction, as: SIMD2<UInt64>.self)
            first = end &+ 1
            index &+= 1
            left &-= 1
        } while left > 0
        count &+= windowCount
    }

    mutating func removeAll() {
        count = 0
        lengths = 0
    }

    /// Not inlined, so that its constants stay in registers.
    @inline(never)
    func write(to memory: UnsafeMutablePointer<Float>) -> Bool {
        // Sixteen digits of 17 or more are not all: below 2^-14 the others might count.
        let least = Self.words(lengths > Self.fractionLength ? 0x3f10_0000_0000_0000 : 0)
        var doubts = Self.words(0)
        var index = 0
        while index &+ Self.lanes <= count {
            let elements = elements(index, atLeast: least, &doubts)
            UnsafeMutableRawPointer(memory + index).storeBytes(of: elements, as: SIMD8<Float>.self)
            index &+= Self.lanes
        }
        var all: UInt64 = 0
        if index < count {
            // Whatever lies behind the last number is in no doubt.
            var lastDoubts = Self.words(0)
            let elements = elements(index, atLeast: least, &lastDoubts)
            for lane in 0..<(count &- index) {
                memory[index &+ lane] = elements[lane]
                all |= lastDoubts[lane]
            }
        }
        for lane in 0..<Self.lanes { all |= doubts[lane] }
        return all >> 63 == 0
    }

    /// - Parameters:
    ///   - least: the bits of the smallest float64 that is what its digits say.
    ///   - doubts: the highest bit of a lane is set where digits have to decide.
    @inline(__always)
    private func elements(_ index: Int, atLeast least: Words, _ doubts: inout Words) -> SIMD8<Float> {
        let first = (fractions + 16 &* index).loadUnaligned(as: Words.self)
        let second = (fractions + 16 &* index + 64).loadUnaligned(as: Words.self)
        let nibbles = Self.words(0x0f0f_0f0f_0f0f_0f0f)
        let high = Self.value(Words(lowHalf: first.evenHalf, highHalf: second.evenHalf) & nibbles)
        let low = Self.value(Words(lowHalf: first.oddHalf, highHalf: second.oddHalf) & nibbles)
        // Of the octets that may stand there digits alone have bit 4, and only a minus has bit 3 without it.
        let octets = (wholes + 8 &* index).loadUnaligned(as: Words.self)
        let digits = octets & Self.words(0x1010_1010_1010_1010)
        let signs = (octets &<< Self.words(1)) & ~octets & Self.words(0x1010_1010_1010_1010)
        let whole = Self.value(octets & (digits &- (digits &>> Self.words(4))))

        let fraction = high * Reals(repeating: 1e8) + low
        let bits = unsafeBitCast(whole + fraction * Reals(repeating: 1e-16), to: Words.self)
        // The middle between two float32, and 2^13 units of float64 on both sides of it.
        let fromMiddle = (bits &+ Self.words(0x1000_2000)) & Self.words(0x1fff_ffff)
        doubts |= (fromMiddle &- Self.words(0x4000)) | (bits &- least)
        let sign = (signs &+ Self.words(.max >> 1)) & Self.words(1 << 63)
        let reals = unsafeBitCast(bits | sign, to: Reals.self)
        var elements = SIMD8<Float>()
        for lane in 0..<Self.lanes { elements[lane] = Float(reals[lane]) }
        return elements
    }

    /// The number that eight digits make, an octet each, the first lowest: pairs, fours, eights.
    @inline(__always)
    private static func value(_ digits: Words) -> Reals {
        // 10 a + b of a + 256 b, in the upper half of what is left of the product.
        let tens = unsafeBitCast(digits, to: SIMD32<UInt16>.self) &* SIMD32<UInt16>(repeating: 2561)
        let pairs = (unsafeBitCast(tens, to: Words.self) &>> words(8)) & words(0x00ff_00ff_00ff_00ff)
        let hundreds =
            unsafeBitCast(pairs, to: SIMD32<UInt16>.self)
            &* unsafeBitCast(words(0x0001_0064_0001_0064), to: SIMD32<UInt16>.self)
        let sums = unsafeBitCast(hundreds, to: Words.self)
        let fours = (sums &+ (sums &>> words(16))) & words(0x0000_ffff_0000_ffff)
        let value = (fours & words(0xffff)) &* words(10_000) &+ (fours &>> words(32))
        // 2^52 and that many units of its last place.
        return unsafeBitCast(value | words(0x4330_0000_0000_0000), to: Reals.self) - Reals(repeating: 0x1p52)
    }

    @inline(__always)
    private static func words(_ value: UInt64) -> Words { Words(repeating: value) }
}
