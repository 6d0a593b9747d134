import Foundation
import TestSupport
import Testing

@testable import LossWire

/// Shortest decimals, against the standard library's.
struct NumberWritingTests {
    private func text(_ value: Float) -> String { written { $0.write(value) } }
    private func text(_ value: Double) -> String { written { $0.write(value) } }

    private func written(_ body: (inout JSONWriter) -> Void) -> String {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 96) { memory in
            memory.initialize(repeating: 0xff)
            var writer = JSONWriter(memory.baseAddress!)
            body(&writer)
            return String(decoding: memory[..<writer.count], as: UTF8.self)
        }
    }

    /// Sign, digits without zeros around them, and the exponent of the first digit.
    private func parts(_ text: String) -> (sign: Bool, digits: String, exponent: Int) {
        let halves = text.split { $0 == "e" || $0 == "E" }
        let mantissa = halves[0].drop { $0 == "-" }
        let point = mantissa.firstIndex(of: ".") ?? mantissa.endIndex
        var exponent = mantissa.distance(from: mantissa.startIndex, to: point) - 1
        if halves.count > 1 { exponent += Int(halves[1]) ?? 0 }
        var digits = mantissa.filter { $0 != "." }
        while digits.hasPrefix("0"), digits.count > 1 {
            digits.removeFirst()
            exponent -= 1
        }
        while digits.hasSuffix("0"), digits.count > 1 { digits.removeLast() }
        return (text.hasPrefix("-"), digits, exponent)
    }

    private func check(_ value: Float) {
        let text = text(value)
        #expect(Float(text)?.bitPattern == value.bitPattern, "\(text)")
        #expect(parts(text) == parts(value.description), "\(text) \(value)")
        #expect(text.utf8.count <= JSONWriter.maximumFloat32Length, "\(text)")
        #expect(isJSON(text), "\(text)")
    }

    private func check(_ value: Double) {
        let text = text(value)
        #expect(Double(text)?.bitPattern == value.bitPattern, "\(text)")
        #expect(parts(text) == parts(value.description), "\(text) \(value)")
        #expect(text.utf8.count <= JSONWriter.maximumFloat64Length, "\(text)")
        #expect(isJSON(text), "\(text)")
    }

    private func isJSON(_ text: String) -> Bool {
        Array(text.utf8).withUnsafeBufferPointer { octets in
            var reader = JSONReader(start: octets.baseAddress!, count: octets.count)
            return (try? reader.scanNumber()) != nil && reader.next == reader.end
        }
    }

    @Test(
        arguments: [
            (0, "0.0"), (-0.0, "-0.0"), (1, "1.0"), (-1.5, "-1.5"), (0.1, "0.1"), (100, "100.0"),
            (123456.7, "123456.7"),
            (0.0001, "0.0001"), (0.00012345678, "0.00012345678"), (0.00001, "1e-5"), (1.2e-10, "1.2e-10"),
            (1e15, "1000000000000000.0"), (1e16, "1e16"), (3.4028235e38, "3.4028235e38"),
            (.leastNonzeroMagnitude, "1e-45"),
            (-.leastNormalMagnitude, "-1.1754944e-38"), (16777216, "16777216.0"), (8.5e9, "8500000000.0"), (0.3, "0.3"),
        ] as [(Float, String)])
    func float32(value: Float, text: String) { #expect(self.text(value) == text) }

    @Test(
        arguments: [
            (0, "0.0"), (-0.0, "-0.0"), (0.1, "0.1"), (1.0 / 3, "0.3333333333333333"), (1e22, "1e22"),
            (.leastNonzeroMagnitude, "5e-324"),
            (123456789012345.6, "123456789012345.6"), (1e15, "1000000000000000.0"), (2.5e-5, "2.5e-5"),
            (-1.7976931348623157e308, "-1.7976931348623157e308"), (.leastNormalMagnitude, "2.2250738585072014e-308"),
            (9007199254740992, "9007199254740992.0"), (1e100, "1e100"), (1.5e-123, "1.5e-123"),
        ] as [(Double, String)])
    func float64(value: Double, text: String) { #expect(self.text(value) == text) }

    @Test func nonFinite() {
        #expect(text(Float.nan) == "\"NaN\"" && text(Double.nan) == "\"NaN\"" && text(-Float.nan) == "\"NaN\"")
        #expect(text(Float.infinity) == "\"Infinity\"" && text(-Double.infinity) == "\"-Infinity\"")
    }

    @Test func powersOfTwoAndTheirNeighbours() {
        for exponent in -149...127 {
            let value = Float(sign: .plus, exponent: exponent, significand: 1)
            for neighbour in [value, value.nextUp, value.nextDown, -value] { check(neighbour) }
        }
        for exponent in -1074...1023 {
            let value = Double(sign: .plus, exponent: exponent, significand: 1)
            for neighbour in [value, value.nextUp, value.nextDown, -value] { check(neighbour) }
        }
        check(Float.greatestFiniteMagnitude)
        check(Double.greatestFiniteMagnitude)
    }

    @Test func randomBits() {
        var generator = SeededGenerator(seed: 5)
        for _ in 0..<30_000 {
            let single = Float(bitPattern: UInt32.random(in: 0...UInt32.max, using: &generator))
            if single.isFinite { check(single) }
            let double = Double(bitPattern: UInt64.random(in: 0...UInt64.max, using: &generator))
            if double.isFinite { check(double) }
            check(Float.random(in: -1...1, using: &generator))
            check(Double.random(in: -1...1, using: &generator))
        }
    }

    @Test(arguments: [0, 9, 10, 99, 100, -1, -10, 12_345, Int64.max, Int64.min])
    func integers(value: Int64) { #expect(written { $0.write(value) } == "\(value)") }
}
