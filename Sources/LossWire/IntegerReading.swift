/// Numbers of integral value, read exactly however they are written: `7`, `7.0` and `70e-1` are the same.
enum IntegerReading {
    @inline(__always)
    static func int64(_ number: JSONReader.Number) -> ElementReading<Int64> {
        if number.exponent == 0, !number.isLong, number.mantissa <= Int64.max {
            let value = Int64(truncatingIfNeeded: number.mantissa)
            return .element(number.negative ? -value : value)
        }
        return general(number)
    }

    /// From the token's own digits, as many as there are.
    @inline(never)
    private static func general(_ number: JSONReader.Number) -> ElementReading<Int64> {
        var digits: [UInt8] = []
        var exponent = number.exponent
        if number.isLong {
            for octet in number.text {
                if octet | 0x20 == UInt8(ascii: "e") { break }
                let digit = octet &- UInt8(ascii: "0")
                if digit <= 9, !(digits.isEmpty && digit == 0) { digits.append(digit) }
            }
        } else {
            digits = String(number.mantissa).utf8.map { $0 - UInt8(ascii: "0") }
        }
        while let last = digits.last, last == 0 {
            digits.removeLast()
            exponent += 1
        }
        if digits.isEmpty { return .element(0) }
        if exponent < 0 { return .unrepresentable(.notAnInteger) }
        guard digits.count + exponent <= 19 else { return .unrepresentable(.outsideInt64) }

        // At most 19 digits: below 10^19, which UInt64 holds.
        var magnitude: UInt64 = 0
        for digit in digits { magnitude = magnitude * 10 + UInt64(digit) }
        for _ in 0..<exponent { magnitude *= 10 }
        let largest = UInt64(Int64.max) + (number.negative ? 1 : 0)
        guard magnitude <= largest else { return .unrepresentable(.outsideInt64) }
        let bits = Int64(bitPattern: magnitude)
        return .element(number.negative ? 0 &- bits : bits)
    }
}
