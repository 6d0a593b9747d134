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

    private var isNonFinite: Bool { ["NaN", "Infinity", "-Infinity"].contains(decimal) }

    private var decimal: String {
        switch self {
        case .number(let octets), .string(let octets): return String(decoding: octets, as: UTF8.self)
        case .literal(let literal): return literal
        case .list, .object: fatalError("a list or an object where a number should be")
        }
    }
}

extension Float {
    var canonicalBits: UInt32 { isNaN ? Float.nan.bitPattern : bitPattern }
}

extension Double {
    var canonicalBits: UInt64 { isNaN ? Double.nan.bitPattern : bitPattern }
}
