#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Decimals to binary floating point, correctly rounded (half to even).
///
/// Three ways, the quick ones first: arithmetic that is exact in float64 (W. Clinger, *How to Read Floating Point Numbers
/// Accurately*, 1990), 128-bit multiplication (D. Lemire, *Number Parsing at a Gigabyte per Second*, 2021), and the C
/// library for what neither can decide.
extension JSONReader {
    /// nil where the number is finite and its nearest float32 is not.
    @inline(__always)
    func float32(_ number: Number) -> Float? {
        let quick = number.isLong ? nil : float32(number.mantissa, number.exponent)
        let magnitude = quick ?? Self.library(number.text) { strtof($0, nil) }.magnitude
        guard magnitude.isFinite else { return nil }
        return Float(bitPattern: magnitude.bitPattern | (number.negative ? 1 << 31 : 0))
    }

    /// nil where the number is finite and its nearest float64 is not.
    @inline(__always)
    func float64(_ number: Number) -> Double? {
        let quick = number.isLong ? nil : float64(number.mantissa, number.exponent)
        let magnitude = quick ?? Self.library(number.text) { strtod($0, nil) }.magnitude
        guard magnitude.isFinite else { return nil }
        return Double(bitPattern: magnitude.bitPattern | (number.negative ? 1 << 63 : 0))
    }

    /// `mantissa`·10^`exponent`, which may be infinite; nil where only all of its digits decide.
    @inline(__always)
    func float32(_ mantissa: UInt64, _ exponent: Int) -> Float? {
        if mantissa < 1 << 53, -22...22 ~= exponent {
            let double = exact(mantissa, exponent)
            // Rounded twice is rounded right, unless the first rounding ended in the middle between two float32.
            if double.bitPattern & 0x1fff_ffff != 0x1000_0000 { return Float(double) }
        }
        return inexactFloat32(mantissa, exponent)
    }

    /// `mantissa`·10^`exponent`, which may be infinite; nil where only all of its digits decide.
    @inline(__always)
    func float64(_ mantissa: UInt64, _ exponent: Int) -> Double? {
        if mantissa < 1 << 53, -22...22 ~= exponent { return exact(mantissa, exponent) }
        return inexactFloat64(mantissa, exponent)
    }

    /// Both operands are exact in float64, so the result is rounded once.
    @inline(__always)
    private func exact(_ mantissa: UInt64, _ exponent: Int) -> Double {
        let double = Double(Int64(truncatingIfNeeded: mantissa))
        return exponent < 0 ? double / powers.doubles[-exponent] : double * powers.doubles[exponent]
    }

    @inline(never)
    private func inexactFloat32(_ mantissa: UInt64, _ exponent: Int) -> Float? {
        BinaryFormat.float32.bits(mantissa, exponent, powers).map { Float(bitPattern: UInt32(truncatingIfNeeded: $0)) }
    }

    @inline(never)
    private func inexactFloat64(_ mantissa: UInt64, _ exponent: Int) -> Double? {
        BinaryFormat.float64.bits(mantissa, exponent, powers).map { Double(bitPattern: $0) }
    }

    /// The token has been found to be a number, which is all that the C library would otherwise be strict about.
    @inline(never)
    private static func library<Value>(
        _ text: UnsafeBufferPointer<UInt8>, _ convert: (UnsafePointer<CChar>) -> Value
    ) -> Value {
        (text.map { CChar(bitPattern: $0) } + [0]).withUnsafeBufferPointer { terminated in
            // Never empty: it ends in 0.
            terminated.baseAddress.map(convert) ?? "".withCString(convert)
        }
    }
}
