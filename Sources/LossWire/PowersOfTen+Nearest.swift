/// The floating point number that is nearest to an integer times a power of ten, half to even.
///
/// Two ways, the quick one first: arithmetic that is exact in float64 (W. Clinger, *How to Read Floating Point Numbers
/// Accurately*, 1990), and 128-bit multiplication (D. Lemire, *Number Parsing at a Gigabyte per Second*, 2021).
extension PowersOfTen {
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
        return exponent < 0 ? double / doubles[-exponent] : double * doubles[exponent]
    }

    @inline(never)
    private func inexactFloat32(_ mantissa: UInt64, _ exponent: Int) -> Float? {
        BinaryFormat.float32.bits(mantissa, exponent, self).map { Float(bitPattern: UInt32(truncatingIfNeeded: $0)) }
    }

    @inline(never)
    private func inexactFloat64(_ mantissa: UInt64, _ exponent: Int) -> Double? {
        BinaryFormat.float64.bits(mantissa, exponent, self).map { Double(bitPattern: $0) }
    }
}
