#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Decimals to binary floating point, correctly rounded (half to even).
///
/// The C library decides what the powers of ten cannot.
extension JSONReader {
    /// nil where the number is finite and its nearest float32 is not.
    @inline(__always)
    func float32(_ number: Number) -> Float? {
        let quick = number.isLong ? nil : powers.float32(number.mantissa, number.exponent)
        let magnitude = quick ?? Self.library(number.text) { strtof($0, nil) }.magnitude
        guard magnitude.isFinite else { return nil }
        return Float(bitPattern: magnitude.bitPattern | (number.negative ? 1 << 31 : 0))
    }

    /// nil where the number is finite and its nearest float64 is not.
    @inline(__always)
    func float64(_ number: Number) -> Double? {
        let quick = number.isLong ? nil : powers.float64(number.mantissa, number.exponent)
        let magnitude = quick ?? Self.library(number.text) { strtod($0, nil) }.magnitude
        guard magnitude.isFinite else { return nil }
        return Double(bitPattern: magnitude.bitPattern | (number.negative ? 1 << 63 : 0))
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
