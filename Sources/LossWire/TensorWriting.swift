/// Writes the elements of a tensor one after another.
protocol ElementWriting {
    mutating func write(_ index: Int, _ writer: inout JSONWriter)
}

struct Float64Writing: ElementWriting {
    private let tensor: TensorStorage<Double>

    init(_ tensor: TensorStorage<Double>) { self.tensor = tensor }

    @inline(__always)
    mutating func write(_ index: Int, _ writer: inout JSONWriter) { writer.write(tensor[index]) }
}

struct Int64Writing: ElementWriting {
    private let tensor: TensorStorage<Int64>

    init(_ tensor: TensorStorage<Int64>) { self.tensor = tensor }

    func write(_ index: Int, _ writer: inout JSONWriter) { writer.write(tensor.base[index]) }
}

/// Negative ones are null.
struct IndexWriting: ElementWriting {
    private let tensor: TensorStorage<Int64>

    init(_ tensor: TensorStorage<Int64>) { self.tensor = tensor }

    func write(_ index: Int, _ writer: inout JSONWriter) {
        if tensor.base[index] < 0 { writer.write(literal: "null") } else { writer.write(tensor.base[index]) }
    }
}

struct BooleanWriting: ElementWriting {
    private let tensor: TensorStorage<Bool>

    init(_ tensor: TensorStorage<Bool>) { self.tensor = tensor }

    func write(_ index: Int, _ writer: inout JSONWriter) {
        writer.write(literal: tensor.base[index] ? "true" : "false")
    }
}

/// null where there is none.
struct OptionalWriting: ElementWriting {
    private let tensor: TensorStorage<Double>
    private let isThere: TensorStorage<Bool>

    init(_ tensor: TensorStorage<Double>, _ isThere: TensorStorage<Bool>) {
        self.tensor = tensor
        self.isThere = isThere
    }

    func write(_ index: Int, _ writer: inout JSONWriter) {
        if isThere.base[index] { writer.write(tensor.base[index]) } else { writer.write(literal: "null") }
    }
}

/// Works out the decimals of sixteen elements at a time, as far ahead as that, and writes them one by one.
struct Float32Writing: ElementWriting {
    /// Two blocks: neither waits for the other.
    private static let count = 2 * DecimalBlock.count

    /// Whoever writes has the tensor, and so its memory.
    private let base: UnsafePointer<Float>
    private let count: Int
    /// The elements whose decimals are here: from `start` up to `end`.
    private var start = 0
    private var end = 0
    private var leads = InlineArray<16, UInt64>(repeating: 0)
    private var digits = InlineArray<16, UInt64>(repeating: 0)
    private var exponents = InlineArray<16, Int64>(repeating: 0)

    init(_ tensor: TensorStorage<Float>) {
        base = UnsafePointer(tensor.base)
        count = tensor.count
    }

    @inline(__always)
    mutating func write(_ index: Int, _ writer: inout JSONWriter) {
        if index < start || index >= end { fill(from: index, writer.powers) }
        let lane = index &- start
        let bits = number(index).bitPattern
        // Zeros, subnormal numbers, infinities and NaN.
        guard (bits &>> 23) & 0xff &- 1 < 0xfe else {
            writer.next = Self.end(of: number(index), writer)
            return
        }
        writer.write(
            isNegative: bits &>> 31 != 0, lead: leads[lane], digits: digits[lane], exponent: Int(exponents[lane]))
    }

    /// Gradients lie where the logits came in, which may be any address.
    @inline(__always)
    private func number(_ index: Int) -> Float { UnsafeRawPointer(base + index).loadUnaligned(as: Float.self) }

    /// Writes `value` where `writer` stands. It takes a copy, so that the writer can stay in registers.
    @inline(never)
    private static func end(of value: Float, _ writer: JSONWriter) -> UnsafeMutablePointer<UInt8> {
        var writer = writer
        writer.write(value)
        return writer.next
    }

    /// Not inlined, for in a larger function the compiler would make calls of a block's parts.
    @inline(never)
    private mutating func fill(from index: Int, _ powers: PowersOfTen) {
        start = index
        end = min(index &+ Self.count, count)
        let numbers = end &- start == Self.count ? load(index) : loadLast(index)
        let halves: InlineArray<2, SIMD8<UInt32>> = [numbers.lowHalf, numbers.highHalf]
        var leads = InlineArray<2, DecimalBlock.Words>(repeating: .zero)
        var digits = leads
        var exponents = InlineArray<2, DecimalBlock.Integers>(repeating: .zero)
        // A loop, for of two calls the compiler would make calls.
        for half in 0..<2 {
            let block = DecimalBlock(Self.bits(halves[half]), powers)
            leads[half] = block.leads
            digits[half] = block.digits
            exponents[half] = block.exponents
        }
        self.leads = unsafeBitCast(leads, to: InlineArray<16, UInt64>.self)
        self.digits = unsafeBitCast(digits, to: InlineArray<16, UInt64>.self)
        self.exponents = unsafeBitCast(exponents, to: InlineArray<16, Int64>.self)
    }

    @inline(__always)
    private func load(_ index: Int) -> SIMD16<UInt32> {
        UnsafeRawPointer(base + index).loadUnaligned(as: SIMD16<UInt32>.self)
    }

    /// Fewer than there are lanes: zeros in the others, whose decimals nobody asks for.
    @inline(never)
    private func loadLast(_ index: Int) -> SIMD16<UInt32> {
        var numbers = SIMD16<UInt32>()
        for lane in 0..<(count &- index) { numbers[lane] = number(index &+ lane).bitPattern }
        return numbers
    }

    /// Without their signs.
    @inline(__always)
    private static func bits(_ numbers: SIMD8<UInt32>) -> SIMD8<UInt64> {
        SIMD8<UInt64>(truncatingIfNeeded: numbers & SIMD8(repeating: 0x7fff_ffff))
    }
}
