import TestSupport
import Testing

@testable import LossWire

/// Lists that the quick way goes through one behind another, up to the last octets of a text, are what their numbers are
/// one by one.
struct PlainRowsTests {
    private static let separators = [",", ", ", ",\n", " ,"]

    private func text(_ rows: [[String]], _ separator: String) -> String {
        "[" + rows.map { "[" + $0.joined(separator: separator) + "]" }.joined(separator: separator) + "]"
    }

    private func read<Element: TensorElement>(_ text: String, as type: Element.Type) throws -> [Element] {
        let octets = Array(text.utf8)
        // Memory of exactly this size, so that the address sanitizer sees a read past its end.
        let memory = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: octets.count)
        defer { memory.deallocate() }
        _ = memory.initialize(from: octets)
        var reader = JSONReader(start: try #require(UnsafePointer(memory.baseAddress)), count: octets.count)
        var spare = SpareMemory()
        guard case .tensor(let tensor) = try reader.readTensor(of: type, &spare) else {
            Issue.record("\(text) is no tensor")
            return []
        }
        return Array(tensor.storage.elements)
    }

    /// However many octets are behind them: up to twice as many as are looked at.
    @Test(arguments: separators)
    func rows(separator: String) throws {
        var generator = SeededGenerator(seed: 20)
        for behind in 0..<170 {
            let rows = (0..<5).map { _ in
                (0..<7).map { _ in "\(Double(Int.random(in: -999_999...999_999, using: &generator)) / 1000)" }
            }
            let text = text(rows, separator) + String(repeating: " ", count: behind)
            #expect(try read(text, as: Float.self) == rows.joined().map { Float($0) })
            #expect(try read(text, as: Double.self) == rows.joined().map { Double($0) })
        }
    }

    /// Rows of all lengths and numbers: around what is kept before it is worked out, too.
    @Test(arguments: [1, 2, 3, 8, 39, 40, 41, 56, 57, 100])
    func length(of row: Int) throws {
        let rows = (0..<30).map { index in (0..<row).map { "\(index).\($0)5" } }
        #expect(try read(text(rows, ","), as: Float.self) == rows.joined().map { Float($0) })
        #expect(try read(text(rows, ","), as: Double.self) == rows.joined().map { Double($0) })
    }

    /// A number whose digits have to decide, in any place.
    @Test(arguments: 0..<27)
    func tie(place: Int) throws {
        var numbers = (0..<27).map { "\($0).25" }
        numbers[place] = "1.00000017881393432617187501"
        let rows = stride(from: 0, to: 27, by: 9).map { Array(numbers[$0..<($0 + 9)]) }
        #expect(try read(text(rows, ","), as: Float.self) == numbers.map { Float($0) })
    }

    private struct Wrong: Sendable {
        var row: String
        var error: String
    }

    private static let wrong = [
        Wrong(row: "[1.5,2.5]", error: "/logits/2 has 2 elements, and the lists before it at this depth 3"),
        Wrong(row: "[1.5,2.5,3.5,4.5]", error: "/logits/2 has 4 elements, and the lists before it at this depth 3"),
        Wrong(row: "[]", error: "/logits/2 is empty"),
        Wrong(row: "[[1.5,2.5,3.5]]", error: "/logits/2/0 is a list, and a number stands in its place elsewhere"),
        Wrong(row: "1.5", error: "/logits/2 is a number, and a list stands in its place elsewhere"),
        Wrong(row: "[1.5,true,3.5]", error: "/logits/2/1 is a boolean, and has to be a number"),
        Wrong(row: "[1.5,2.5,1e99]", error: "/logits/2/2 is too large for float32"),
        Wrong(row: "[-NaN,2.5,3.5]", error: "'N' where a digit is expected at 41"),
        Wrong(row: "[1.5,2.5,03.5]", error: "a number does not begin with a superfluous 0 at 48"),
        Wrong(row: "[1.5,2.5,]", error: "']' where a number is expected at 48"),
        Wrong(row: "", error: "',' where a value is expected at 39"),
    ]

    /// What is wrong with the third row is told as if nothing had been gone over.
    @Test(arguments: wrong.indices)
    func wrongRow(index: Int) {
        let wrong = Self.wrong[index]
        let row = "[1.5,2.5,3.5]"
        let json = "{\"logits\":[\(row),\(row),\(wrong.row),\(row),\(row)],\"labels\":[0,1,2,0,1]}"
        do {
            _ = try RequestText.decode(json)
            Issue.record("this was taken")
        } catch .invalid(let issues) {
            #expect(issues.listed.map { "\($0.pointer) \($0.detail)" } == [wrong.error])
        } catch .syntax(let what, let offset) {
            #expect("\(what) at \(offset)" == wrong.error)
        } catch {
            Issue.record(error)
        }
    }

    private static let integers = [
        "0", "-0", "7", "-1", "999999999999999999", "-999999999999999999", "1000000000000000000",
        "9223372036854775807", "-9223372036854775808", "1e3", "70e-1", "3.0", "1234567890123456789",
    ]

    @Test(arguments: separators)
    func integers(separator: String) throws {
        let rows = [Self.integers, Self.integers.reversed()]
        let expected = rows.joined().map { Int64($0) ?? Int64(Double($0) ?? -2) }
        for behind in 0..<4 {
            #expect(
                try read(text(rows, separator) + String(repeating: " ", count: behind), as: Int64.self) == expected)
        }
    }

    @Test(arguments: ["00", "01", "-", "--1", "+1", "-01", "1-", "", "1 2"])
    func noIntegers(text: String) {
        #expect(throws: LossWireError.self) { try read("[5,\(text)]", as: Int64.self) }
        #expect(throws: LossWireError.self) { try read("[5,\(text),6]", as: Int64.self) }
        #expect(throws: LossWireError.self) { try read("[\(text)", as: Int64.self) }
    }
}
