/// Works out the decimals of many elements at a time, and writes them one by one.
struct Float32Writing: ElementWriting {
    /// A multiple of `DecimalBlock.count`; many, so that no number waits for another.
    private static let count = 48

    /// Whoever writes has the tensor, and so its memory.
    private let base: UnsafePointer<Float>
    private let count: Int
    /// The elements whose decimals are here: from `start` up to `end`.
    private var start = 0
    private var end = 0
    // What each begins with, the eight digits after the first, and the exponents of the first, as text and as numbers.
    private var heads = InlineArray<48, UInt64>(repeating: 0)
    private var digits = InlineArray<48, UInt64>(repeating: 0)
    private var places = InlineArray<48, UInt32>(repeating: 0)
    private var exponents = InlineArray<48, UInt32>(repeating: 0)
    private var powers = InlineArray<48, Int32>(repeating: 0)

    @inline(__always)
    init(_ tensor: TensorStorage<Float>) {
        base = UnsafePointer(tensor.base)
        count = tensor.count
    }

    mutating func write(_ range: Range<Int>, _ writer: inout JSONWriter) {
        var index = range.lowerBound
        while index < range.upperBound {
            if index < start || index >= end { fill(from: index, writer.powers) }
            let next = min(end, range.upperBound)
            // Asked once, and not for each number and each list.
            precondition(start <= index && next &- start <= Self.count)
            for lane in (index &- start)..<(next &- start) { write(lane: lane, &writer) }
            index = next
        }
        // The last comma is one too many.
        if !range.isEmpty { writer.next -= 1 }
    }

    /// Writes the element whose decimal is in `lane`, which is one of those that there are, and a comma.
    @inline(__always)
    private mutating func write(lane: Int, _ writer: inout JSONWriter) {
        let places = Int(places[unchecked: lane])
        let length = places &>> 24
        if length > 0 {
            let text = UnsafeMutableRawPointer(writer.next)
            text.storeBytes(of: heads[unchecked: lane].littleEndian, as: UInt64.self)
            (text + (places & 0xff)).storeBytes(of: digits[unchecked: lane].littleEndian, as: UInt64.self)
            (text + (places &>> 8 & 0xff)).storeBytes(of: exponents[unchecked: lane].littleEndian, as: UInt32.self)
            writer.next += length
        } else {
            writer.next = Self.end(
                of: number(start &+ lane), head: heads[lane], digits: digits[lane], Int(powers[lane]), writer)
        }
        writer.write(octet: ",")
    }

    /// Gradients lie where the logits came in, which may be any address.
    @inline(__always)
    private func number(_ index: Int) -> Float { UnsafeRawPointer(base + index).loadUnaligned(as: Float.self) }

    /// Writes `value`, which has neither of `FractionLayout`'s forms, where `writer` stands. It takes a copy, so that the
    /// writer can stay in registers.
    @inline(never)
    private static func end(
        of value: Float, head: UInt64, digits: UInt64, _ power: Int, _ writer: JSONWriter
    ) -> UnsafeMutablePointer<UInt8> {
        var writer = writer
        if value.isNormal {
            let isNegative = value < 0
            let lead = head &>> (isNegative ? 8 : 0) & 0xf
            writer.write(
                isNegative: isNegative, lead: lead, digits: digits & 0x0f0f_0f0f_0f0f_0f0f, exponent: power)
        } else {
            writer.write(value)
        }
        return writer.next
    }

    /// Not inlined, for in a larger function the compiler would make calls of a block's parts.
    @inline(never)
    private mutating func fill(from index: Int, _ powers: PowersOfTen) {
        // A block of the last elements begins early enough to be whole, where there are as many.
        let last = max(count &- DecimalBlock.count, 0)
        start = min(index, last)
        end = min(start &+ Self.count, count)
        var next = start
        while next < end {
            let first = min(next, last)
            let bits = count >= DecimalBlock.count ? load(first) : Self.loadFew(base, count)
            let block = DecimalBlock(bits & SIMD16<UInt32>(repeating: 0x7fff_ffff), powers)
            let layout = FractionLayout(
                bits, leads: block.leads, powers: block.exponents, leadingZeros: block.leadingZeros)
            let place = first &- start
            let digits = block.digits | DecimalBlock.Words(repeating: 0x3030_3030_3030_3030)
            Self.store(layout.heads, at: place, in: &heads)
            Self.store(digits, at: place, in: &self.digits)
            Self.store(block.exponents, at: place, in: &self.powers)
            Self.store(layout.places, at: place, in: &places)
            Self.store(layout.exponents, at: place, in: &exponents)
            next &+= DecimalBlock.count
        }
    }

    /// Stores sixteen `elements` behind the first `place` ones of `list`.
    @inline(__always)
    private static func store<Elements: BitwiseCopyable, Element: BitwiseCopyable>(
        _ elements: Elements, at place: Int, in list: inout InlineArray<48, Element>
    ) {
        withUnsafeMutableBytes(of: &list) { octets in
            octets.storeBytes(of: elements, toByteOffset: place &* MemoryLayout<Element>.stride, as: Elements.self)
        }
    }

    @inline(__always)
    private func load(_ index: Int) -> SIMD16<UInt32> {
        UnsafeRawPointer(base + index).loadUnaligned(as: SIMD16<UInt32>.self)
    }

    /// All elements, where they are fewer than there are lanes: zeros in the others, whose decimals nobody asks for.
    @inline(never)
    private static func loadFew(_ base: UnsafePointer<Float>, _ count: Int) -> SIMD16<UInt32> {
        var numbers = SIMD16<UInt32>()
        for lane in 0..<SIMD16<UInt32>.scalarCount {
            numbers[lane] = lane < count ? UnsafeRawPointer(base + lane).loadUnaligned(as: UInt32.self) : 0
        }
        return numbers
    }
}
