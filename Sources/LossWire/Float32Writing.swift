/// Works out the decimals of many elements at a time, as far ahead as that, and writes them one by one.
struct Float32Writing: ElementWriting {
    /// A multiple of `DecimalBlock.count`; many, so that no number waits for another.
    private static let count = 32

    /// Whoever writes has the tensor, and so its memory.
    private let base: UnsafePointer<Float>
    private let count: Int
    /// The elements whose decimals are here: from `start` up to `end`.
    private var start = 0
    private var end = 0
    // The first digits and the eight after each, as text.
    private var leads = InlineArray<32, UInt64>(repeating: 0)
    private var digits = InlineArray<32, UInt64>(repeating: 0)
    private var powers = InlineArray<32, Int32>(repeating: 0)
    private var places = InlineArray<32, UInt32>(repeating: 0)
    private var exponents = InlineArray<32, UInt32>(repeating: 0)

    init(_ tensor: TensorStorage<Float>) {
        base = UnsafePointer(tensor.base)
        count = tensor.count
    }

    mutating func write(_ range: Range<Int>, _ writer: inout JSONWriter) {
        var index = range.lowerBound
        while index < range.upperBound {
            if index < start || index >= end { fill(from: index, writer.powers) }
            for lane in (index &- start)..<(min(end, range.upperBound) &- start) { write(lane: lane, &writer) }
            index = min(end, range.upperBound)
        }
        // The last comma is one too many.
        if !range.isEmpty { writer.next -= 1 }
    }

    /// Writes the element whose decimal is in `lane`, and a comma.
    @inline(__always)
    private mutating func write(lane: Int, _ writer: inout JSONWriter) {
        let bits = number(start &+ lane).bitPattern
        let places = Int(places[lane])
        let length = places &>> 24
        if length > 0 {
            writer.next.pointee = UInt8(ascii: "-")
            let text = writer.next + Int(bits &>> 31)
            let memory = UnsafeMutableRawPointer(text)
            memory.storeBytes(of: UInt64(littleEndian: 0x3030_3030_3030_2e30), as: UInt64.self)
            text[places & 0xff] = UInt8(truncatingIfNeeded: leads[lane])
            (memory + (places &>> 8 & 0xff)).storeBytes(of: digits[lane].littleEndian, as: UInt64.self)
            (memory + (places &>> 16 & 0xff)).storeBytes(of: exponents[lane].littleEndian, as: UInt32.self)
            writer.next = text + length
        } else {
            writer.next =
                (bits &>> 23) & 0xff &- 1 < 0xfe
                ? Self.end(bits, lead: leads[lane], digits: digits[lane], Int(powers[lane]), writer)
                : Self.end(of: number(start &+ lane), writer)
        }
        writer.write(octet: ",")
    }

    /// Gradients lie where the logits came in, which may be any address.
    @inline(__always)
    private func number(_ index: Int) -> Float { UnsafeRawPointer(base + index).loadUnaligned(as: Float.self) }

    /// Writes a number from 1 on where `writer` stands. It takes a copy, so that the writer can stay in registers.
    @inline(never)
    private static func end(
        _ bits: UInt32, lead: UInt64, digits: UInt64, _ power: Int, _ writer: JSONWriter
    ) -> UnsafeMutablePointer<UInt8> {
        var writer = writer
        writer.write(
            isNegative: bits &>> 31 != 0, lead: lead & 0xf, digits: digits & 0x0f0f_0f0f_0f0f_0f0f, exponent: power)
        return writer.next
    }

    /// Writes `value`, whatever it is.
    @inline(never)
    private static func end(of value: Float, _ writer: JSONWriter) -> UnsafeMutablePointer<UInt8> {
        var writer = writer
        writer.write(value)
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
            let bits = (count >= DecimalBlock.count ? load(first) : loadFew()) & SIMD16<UInt32>(repeating: 0x7fff_ffff)
            let block = DecimalBlock(bits, powers)
            let layout = FractionLayout(bits, powers: block.exponents, leadingZeros: block.leadingZeros)
            let place = first &- start
            let leads = block.leads | DecimalBlock.Words(repeating: UInt64(UInt8(ascii: "0")))
            let digits = block.digits | DecimalBlock.Words(repeating: 0x3030_3030_3030_3030)
            Self.store(leads, at: place, in: &self.leads)
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
        _ elements: Elements, at place: Int, in list: inout InlineArray<32, Element>
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
    private func loadFew() -> SIMD16<UInt32> {
        var numbers = SIMD16<UInt32>()
        for lane in 0..<SIMD16<UInt32>.scalarCount { numbers[lane] = lane < count ? number(lane).bitPattern : 0 }
        return numbers
    }
}
