/// Counts the commas of a text, 64 octets at a time.
enum CommaCount {
    private typealias Words = SIMD8<UInt64>

    static func count(_ text: Range<UnsafePointer<UInt8>>) -> Int {
        var total = 0
        var p = text.lowerBound
        while text.upperBound - p >= 64 {
            // An octet of the sum counts up to 255.
            let rounds = min((text.upperBound - p) / 64, 255)
            var others = Words()
            for round in 0..<rounds { others = others &+ Self.others(in: p + 64 &* round) }
            total &+= 64 &* rounds &- sum(others)
            p += 64 * rounds
        }
        while p < text.upperBound {
            total &+= p.pointee == UInt8(ascii: ",") ? 1 : 0
            p += 1
        }
        return total
    }

    /// 1 in each octet that is no comma, 0 in the others.
    @inline(__always)
    private static func others(in place: UnsafePointer<UInt8>) -> Words {
        let seven = Words(repeating: 0x7f7f_7f7f_7f7f_7f7f)
        let octets = UnsafeRawPointer(place).loadUnaligned(as: Words.self) ^ Words(repeating: 0x2c2c_2c2c_2c2c_2c2c)
        let highBits = ((octets & seven) &+ seven) | octets
        return (highBits &>> Words(repeating: 7)) & Words(repeating: 0x0101_0101_0101_0101)
    }

    /// The sum of all octets.
    @inline(__always)
    private static func sum(_ words: Words) -> Int {
        var sum = 0
        for lane in 0..<8 {
            var rest = words[lane]
            while rest > 0 {
                sum &+= Int(rest & 0xff)
                rest &>>= 8
            }
        }
        return sum
    }
}
