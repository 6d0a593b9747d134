import SoftmaxLoss

/// Writes the elements of a tensor one after another.
protocol TensorWriting {
    associatedtype Scalar: LossScalar, BitwiseCopyable

    static var type: ScalarType { get }

    init(_ tensor: TensorStorage<Scalar>)

    mutating func write(_ index: Int, _ writer: inout JSONWriter)

    static func write(_ value: Scalar, _ writer: inout JSONWriter)
}

struct Float64Writing: TensorWriting {
    static let type = ScalarType.float64
    private let tensor: TensorStorage<Double>

    init(_ tensor: TensorStorage<Double>) { self.tensor = tensor }

    @inline(__always)
    mutating func write(_ index: Int, _ writer: inout JSONWriter) { writer.write(tensor.base[index]) }

    static func write(_ value: Double, _ writer: inout JSONWriter) { writer.write(value) }
}

/// Works out the decimals of eight elements at a time, as far ahead as that, and writes them one by one.
struct Float32Writing: TensorWriting {
    static let type = ScalarType.float32
    private let tensor: TensorStorage<Float>
    /// The elements whose decimals are here.
    private var block = 0..<0
    private var leads = InlineArray<8, UInt64>(repeating: 0)
    private var digits = InlineArray<8, UInt64>(repeating: 0)
    private var exponents = InlineArray<8, Int64>(repeating: 0)

    init(_ tensor: TensorStorage<Float>) { self.tensor = tensor }

    static func write(_ value: Float, _ writer: inout JSONWriter) { writer.write(value) }

    @inline(__always)
    mutating func write(_ index: Int, _ writer: inout JSONWriter) {
        if !block.contains(index) { fill(from: index, writer.powers) }
        let lane = index &- block.lowerBound
        let bits = tensor.base[index].bitPattern
        // Zeros, subnormal numbers, infinities and NaN.
        guard (bits &>> 23) & 0xff &- 1 < 0xfe else { return writer.write(tensor.base[index]) }
        writer.write(
            isNegative: bits &>> 31 != 0, lead: leads[lane], digits: digits[lane], exponent: Int(exponents[lane]))
    }

    @inline(__always)
    private mutating func fill(from start: Int, _ powers: PowersOfTen) {
        block = start..<min(start &+ DecimalBlock.count, tensor.count)
        let last = block.upperBound &- 1
        func bits(_ lane: Int) -> UInt64 { UInt64(tensor.base[min(start &+ lane, last)].bitPattern & 0x7fff_ffff) }
        let decimals = DecimalBlock(
            SIMD8(bits(0), bits(1), bits(2), bits(3), bits(4), bits(5), bits(6), bits(7)), powers)
        leads = unsafeBitCast(decimals.leads, to: InlineArray<8, UInt64>.self)
        digits = unsafeBitCast(decimals.digits, to: InlineArray<8, UInt64>.self)
        exponents = unsafeBitCast(decimals.exponents, to: InlineArray<8, Int64>.self)
    }
}
