/// A number as its text says it: an integer without zeros at its end, times a power of ten.
struct ShownDecimal: Equatable {
    private(set) var digits: UInt64 = 0
    private(set) var exponent = 0

    /// Reads the decimal at `place` up to the octet that ends it. It has no sign, and at most nineteen digits.
    init(_ place: inout UnsafePointer<UInt8>) {
        var isFraction = false
        while true {
            let digit = place.pointee &- UInt8(ascii: "0")
            if digit <= 9 {
                digits = digits * 10 + UInt64(digit)
                if isFraction { exponent -= 1 }
            } else if place.pointee == UInt8(ascii: ".") {
                isFraction = true
            } else {
                break
            }
            place += 1
        }
        if place.pointee == UInt8(ascii: "e") {
            place += 1
            let isNegative = place.pointee == UInt8(ascii: "-")
            if isNegative || place.pointee == UInt8(ascii: "+") { place += 1 }
            var power = 0
            while place.pointee &- UInt8(ascii: "0") <= 9 {
                power = power * 10 + Int(place.pointee &- UInt8(ascii: "0"))
                place += 1
            }
            exponent += isNegative ? -power : power
        }
        if digits == 0 { exponent = 0 }
        while digits > 0, digits % 10 == 0 {
            digits /= 10
            exponent += 1
        }
    }
}
