import Foundation

@testable import LossWire

/// One number: it is taken exactly as far as JSON's grammar goes, its float32 and float64 are the C library's bit for
/// bit, in a list too, and its int64 is what its digits say.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzNumber(_ start: UnsafeRawPointer?, _ count: Int) -> CInt {
    let octets = UnsafeRawBufferPointer(start: start, count: count)
    guard let first = octets.bindMemory(to: UInt8.self).baseAddress else { return 0 }
    var reader = JSONReader(start: first, count: count)
    let length = DecimalText.length(octets)
    let text = String(decoding: octets.prefix { "-+.eE0123456789".utf8.contains($0) }, as: UTF8.self)
    checkList(text, isNumber: length == text.utf8.count)
    do throws(LossWireError) {
        let number = try reader.scanNumber()
        check(reader.offset == length, "\(reader.offset) octets were taken, and should be \(length ?? 0)")
        check(number.text.elementsEqual(octets[..<reader.offset]), "the text is not what was taken")
        checkValues(number, reader)
    } catch {
        check(length == nil, "this is a number, and was not taken: \(error)")
        check((0...count).contains(reader.offset), "offset \(reader.offset)")
    }
    return 0
}

private func checkValues(_ number: JSONReader.Number, _ reader: JSONReader) {
    let text = String(decoding: number.text, as: UTF8.self)
    let (single, double) = (strtof(text, nil), strtod(text, nil))
    check(reader.float32(number)?.bitPattern == (single.isFinite ? single.bitPattern : nil), "float32 of \(text)")
    check(reader.float64(number)?.bitPattern == (double.isFinite ? double.bitPattern : nil), "float64 of \(text)")
    let decimal = DecimalText(text)
    switch IntegerReading.int64(number) {
    case .element(let value): check(decimal.int64 == value, "int64 of \(text)")
    case .unrepresentable(.notAnInteger): check(!decimal.isInteger, "\(text) is an integer")
    case .unrepresentable(.outsideInt64): check(decimal.isInteger && decimal.int64 == nil, "\(text) is an int64")
    case .unrepresentable, .wrongKind: fatalError("int64 of \(text)")
    }
}

/// Reads `text` as elements of a list with something behind it, which is where the quick way is taken.
private func checkList(_ text: String, isNumber: Bool) {
    let single = elements(text, Float.self)
    let double = elements(text, Double.self)
    check((single != nil) == isNumber && (double != nil) == isNumber, "\(text) in a list")
    // Those past the range are issues.
    let (float32, float64) = (strtof(text, nil), strtod(text, nil))
    if isNumber, float32.isFinite {
        check(single?.allSatisfy { $0.bitPattern == float32.bitPattern } ?? false, "float32 of \(text) in a list")
    }
    if isNumber, float64.isFinite {
        check(double?.allSatisfy { $0.bitPattern == float64.bitPattern } ?? false, "float64 of \(text) in a list")
    }
}

private func elements<Element: TensorElement>(_ text: String, _ type: Element.Type) -> [Element]? {
    let list = Array("[\(text),\(text), \(text)]\(String(repeating: " ", count: 96))".utf8)
    return list.withUnsafeBufferPointer { list in
        guard let start = list.baseAddress else { return nil }
        var reader = JSONReader(start: start, count: list.count)
        var spare = SpareMemory()
        guard case .tensor(let tensor)? = try? reader.readTensor(of: type, &spare) else { return nil }
        check(tensor.dimensions == [3], "\(text) makes \(tensor.dimensions) of a list")
        return Array(tensor.storage.elements)
    }
}

/// A decimal as its digits, to be moved about by hand.
private struct DecimalText {
    private let isNegative: Bool
    /// Before and behind the point, without the zeros that mean nothing.
    private let integer: String
    private let fraction: String

    /// How long the number at the start is; nil where there is none, or where it breaks off:
    /// `[ "-" ] ( "0" / digit1-9 *DIGIT ) [ "." 1*DIGIT ] [ ( "e" / "E" ) [ "-" / "+" ] 1*DIGIT ]`.
    static func length(_ octets: UnsafeRawBufferPointer) -> Int? {
        var rest = octets[...]
        func take(_ characters: String) -> Bool {
            guard let first = rest.first, characters.utf8.contains(first) else { return false }
            rest = rest.dropFirst()
            return true
        }
        func takeDigits() -> Int {
            let digits = rest.prefix { 0x30...0x39 ~= $0 }.count
            rest = rest.dropFirst(digits)
            return digits
        }
        let count = rest.count
        _ = take("-")
        let startsWithZero = rest.first == UInt8(ascii: "0")
        let digits = takeDigits()
        if digits == 0 || startsWithZero && digits > 1 { return nil }
        if take("."), takeDigits() == 0 { return nil }
        if take("eE") {
            _ = take("+-")
            if takeDigits() == 0 { return nil }
        }
        return count - rest.count
    }

    init(_ text: String) {
        isNegative = text.hasPrefix("-")
        let parts = text.drop { $0 == "-" }.split(whereSeparator: { $0 == "e" || $0 == "E" })
        let digits = parts[0].split(separator: ".")
        var integer = String(digits[0])
        var fraction = digits.count == 2 ? String(digits[1]) : ""
        // Far enough to move any digit that an input has past the point, and every other one past int64's.
        let exponent = parts.count == 2 ? Double(parts[1]) ?? 0 : 0
        let bound = Double(integer.count + fraction.count + 20)
        let moves = Int(min(max(exponent, -bound), bound))
        if moves > 0 {
            fraction += String(repeating: "0", count: max(moves - fraction.count, 0))
            integer += fraction.prefix(moves)
            fraction.removeFirst(moves)
        } else if moves < 0 {
            integer = String(repeating: "0", count: max(-moves - integer.count, 0)) + integer
            fraction = integer.suffix(-moves) + fraction
            integer.removeLast(-moves)
        }
        self.integer = String(integer.drop { $0 == "0" })
        self.fraction = fraction.allSatisfy { $0 == "0" } ? "" : fraction
    }

    var isInteger: Bool { fraction.isEmpty }

    /// nil where it is not an integer, or outside the range.
    var int64: Int64? { isInteger ? Int64((isNegative ? "-" : "") + (integer.isEmpty ? "0" : integer)) : nil }
}
