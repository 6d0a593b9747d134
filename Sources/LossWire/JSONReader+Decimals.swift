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
        if !number.isLong, number.mantissa < 1 << 53, -22...22 ~= number.exponent {
            let double = exact(number.mantissa, number.exponent)
            // Rounded twice is rounded right, unless the first rounding ended in the middle between two float32.
            if double.bitPattern & 0x1fff_ffff != 0x1000_0000 {
                let sign: UInt32 = number.negative ? 1 << 31 : 0
                return Float(bitPattern: Float(double).bitPattern | sign)
            }
        }
        return hardFloat32(number)
    }

    /// nil where the number is finite and its nearest float64 is not.
    @inline(__always)
    func float64(_ number: Number) -> Double? {
        if !number.isLong, number.mantissa < 1 << 53, -22...22 ~= number.exponent {
            let sign: UInt64 = number.negative ? 1 << 63 : 0
            return Double(bitPattern: exact(number.mantissa, number.exponent).bitPattern | sign)
        }
        return hardFloat64(number)
    }

    /// Both operands are exact in float64, so the result is rounded once.
    @inline(__always)
    private func exact(_ mantissa: UInt64, _ exponent: Int) -> Double {
        let double = Double(Int64(truncatingIfNeeded: mantissa))
        return exponent < 0 ? double / powers.doubles[-exponent] : double * powers.doubles[exponent]
    }

    @inline(never)
    private func hardFloat32(_ number: Number) -> Float? {
        let magnitude: Float
        if !number.isLong, let bits = BinaryFormat.float32.bits(number.mantissa, number.exponent, powers) {
            magnitude = Float(bitPattern: UInt32(truncatingIfNeeded: bits))
        } else {
            magnitude = Self.library(number.text) { strtof($0, nil) }.magnitude
        }
        guard magnitude.isFinite else { return nil }
        return number.negative ? -magnitude : magnitude
    }

    @inline(never)
    private func hardFloat64(_ number: Number) -> Double? {
        let magnitude: Double
        if !number.isLong, let bits = BinaryFormat.float64.bits(number.mantissa, number.exponent, powers) {
            magnitude = Double(bitPattern: bits)
        } else {
            magnitude = Self.library(number.text) { strtod($0, nil) }.magnitude
        }
        guard magnitude.isFinite else { return nil }
        return number.negative ? -magnitude : magnitude
    }

    /// The token has been found to be a number, which is all that the C library would otherwise be strict about.
    private static func library<Value>(
        _ text: UnsafeBufferPointer<UInt8>, _ convert: (UnsafePointer<CChar>) -> Value
    ) -> Value {
        (text.map { CChar(bitPattern: $0) } + [0]).withUnsafeBufferPointer { terminated in
            // Never empty: it ends in 0.
            terminated.baseAddress.map(convert) ?? "".withCString(convert)
        }
    }
}
