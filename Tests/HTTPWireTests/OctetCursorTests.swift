import Testing

@testable import HTTPWire

struct OctetCursorTests {
    private func written(room: Int = 100, _ body: (inout OctetCursor) -> Void) -> String {
        let buffer = ByteBuffer(capacity: room)
        buffer.put(body)
        return String(decoding: buffer.copy, as: UTF8.self)
    }

    @Test(arguments: [
        0, 1, 9, 10, 99, 100, 12_345_678, 99_999_999, 100_000_000, 100_000_001, 4_294_967_296, 9_999_999_999_999_999,
        10_000_000_000_000_000, 12_345_678_901_234_567_890, UInt64.max,
    ])
    func decimalNumbers(_ number: UInt64) {
        #expect(written { $0.put(decimal: number) } == String(number))
    }

    @Test(arguments: [
        (0, "0.000"), (999, "0.000"), (1000, "0.001"), (12_999, "0.012"), (345_678, "0.345"), (999_999, "0.999"),
        (1_000_000, "1.000"), (9_999_999, "9.999"), (10_000_000, "10.000"), (10_203_040, "10.203"),
        (UInt64.max, "18446744073709.551"),
    ])
    func milliseconds(nanoseconds: UInt64, text: String) {
        #expect(written { $0.put(milliseconds: nanoseconds) } == text)
    }

    @Test(arguments: [
        (0, "0000000000000000"), (0x0123_4567_89ab_cdef, "0123456789abcdef"), (UInt64.max, "ffffffffffffffff"),
        (0x9a9a_a9a9_0f0f_f0f0, "9a9aa9a90f0ff0f0"), (1 << 63, "8000000000000000"),
    ])
    func hexadecimalNumbers(number: UInt64, text: String) {
        #expect(written { $0.put(hexadecimal: number) } == text)
    }

    @Test func everyMicrosecondOfTwoHundredths() {
        for microseconds in 0..<20_000 as Range<UInt64> {
            let decimals = String(1000 + microseconds % 1000).dropFirst()
            #expect(written { $0.put(milliseconds: microseconds * 1000) } == "\(microseconds / 1000).\(decimals)")
        }
    }

    /// Where there is no room for more octets than they have.
    @Test func numbersAtTheEnd() {
        let text = written(room: 11) { cursor in
            cursor.put(decimal: 123_456)
            cursor.put(milliseconds: 7_089_000)
            cursor.put(decimal: 1)
        }
        #expect(text == "1234567.089")
    }

    @Test func whatDoesNotFitIsLeftOut() {
        let text = written(room: 6) { cursor in
            cursor.put("abcd")
            cursor.put("efg")
            cursor.put(hexadecimal: 1)
            cursor.put(decimal: 123)
            cursor.put(decimal: 45)
            cursor.put("h")
        }
        #expect(text == "abcd45")
    }
}
