import Foundation

extension JSONTree {
    /// The bits of the float32 that the C library reads in this number; every NaN is one and the same.
    var float32: UInt32 {
        let value = strtof(decimal, nil)
        check(value.isFinite || isNonFinite, "\(decimal) is past float32's range")
        return value.canonicalBits
    }

    /// As ``float32``.
    var float64: UInt64 {
        let value = strtod(decimal, nil)
        check(value.isFinite || isNonFinite, "\(decimal) is past float64's range")
        return value.canonicalBits
    }

    /// The digits that count.
    var digits: [UInt8] { decimal.digits }

    private var isNonFinite: Bool { ["NaN", "Infinity", "-Infinity"].contains(decimal) }

    private var decimal: String {
        switch self {
        case .number(let octets), .string(let octets): return String(decoding: octets, as: UTF8.self)
        case .literal(let literal): return literal
        case .list, .object: fatalError("a list or an object where a number should be")
        }
    }
}

extension String {
    /// The digits of a decimal, without those of its exponent and without zeros around them; none where it is not finite.
    var digits: [UInt8] {
        let digits = utf8.prefix { $0 != UInt8(ascii: "e") }.filter { 0x30...0x39 ~= $0 }
        guard let first = digits.firstIndex(where: { $0 != 0x30 }) else { return [] }
        let last = digits.lastIndex { $0 != 0x30 } ?? first
        return Array(digits[first...last])
    }
}

/// A float whose bits are compared, every NaN being one and the same.
protocol ComparableBits: LosslessStringConvertible {
    associatedtype Bits: Equatable
    var canonicalBits: Bits { get }
}

extension Float: ComparableBits {
    var canonicalBits: UInt32 { isNaN ? Float.nan.bitPattern : bitPattern }
}

extension Double: ComparableBits {
    var canonicalBits: UInt64 { isNaN ? Double.nan.bitPattern : bitPattern }
}
