import TestSupport
import Testing

@testable import LossWire

/// Tensors long enough to be read in stretches come out as if they were read in one go, right or wrong.
struct LongTensorTests {
    private struct Layout: Sendable {
        var dimensions: [Int]
        var space: String
    }

    private static let layouts = [
        Layout(dimensions: [70_000], space: ""), Layout(dimensions: [300, 250], space: " "),
        Layout(dimensions: [70_000, 1], space: ""), Layout(dimensions: [1, 70_000], space: "\n"),
        Layout(dimensions: [7, 21, 500], space: ""), Layout(dimensions: [25, 4, 7, 101], space: "  "),
        Layout(dimensions: [1, 1, 700, 1, 101], space: ""), Layout(dimensions: [3, 30_000, 1], space: "\t"),
    ]

    private static func text(_ layout: Layout, _ element: () -> String) -> String {
        func nest(_ dimensions: ArraySlice<Int>) -> String {
            guard let size = dimensions.first else { return element() }
            let parts = (0..<size).map { _ in nest(dimensions.dropFirst()) }
            return "[" + parts.joined(separator: "," + layout.space) + layout.space + "]"
        }
        return nest(layout.dimensions[...])
    }

    /// Backwards and in turns, so that nothing depends on the order.
    private static let inAnyOrder: Concurrently = { count, body in
        for index in (0..<count).reversed() where index % 2 == 0 { body(index) }
        for index in 0..<count where index % 2 == 1 { body(index) }
    }

    private func readLong(_ octets: [UInt8]) -> (tensor: JSONTensor<Float>?, rest: Int) {
        octets.withUnsafeBufferPointer { octets in
            var reader = JSONReader(start: octets.baseAddress!, count: octets.count)
            let tensor = reader.readLongTensor(of: Float.self, Self.inAnyOrder)
            return (tensor, octets.count - reader.offset)
        }
    }

    private func readWhole(_ octets: [UInt8]) -> JSONTensor<Float>? {
        octets.withUnsafeBufferPointer { octets in
            var reader = JSONReader(start: octets.baseAddress!, count: octets.count)
            var spare = SpareMemory()
            guard case .tensor(let tensor)? = try? reader.readTensor(of: Float.self, &spare) else { return nil }
            return tensor
        }
    }

    @Test(arguments: layouts.indices)
    func asInOneGo(index: Int) throws {
        let layout = Self.layouts[index]
        var generator = SeededGenerator(seed: 10)
        let text = Self.text(layout) {
            Int.random(in: 0..<500, using: &generator) == 0
                ? "\"-Infinity\"" : "\(Float.random(in: -30...30, using: &generator))"
        }
        let octets = Array((" " + text + ",\"labels\":[[1],2]").utf8)
        let (long, rest) = readLong(octets)
        let tensor = try #require(long)
        let whole = try #require(readWhole(octets))
        #expect(tensor.dimensions == layout.dimensions)
        #expect(whole.dimensions == layout.dimensions)
        #expect(tensor.storage.elements.map(\.bitPattern) == whole.storage.elements.map(\.bitPattern))
        #expect(rest == ",\"labels\":[[1],2]".utf8.count)
    }

    /// One octet changed, anywhere: either both ways read the same, or the long way leaves it to the other.
    @Test(arguments: layouts.indices)
    func damaged(index: Int) throws {
        var generator = SeededGenerator(seed: 11)
        let layout = Self.layouts[index]
        let text = Self.text(layout) { "\(Int.random(in: 10...99, using: &generator)).125" }
        for _ in 0..<25 {
            var octets = Array(text.utf8)
            let place = Int.random(in: octets.indices, using: &generator)
            let damage = Array("[],]x-.\" 1\u{0}".utf8).randomElement(using: &generator) ?? 0
            if Bool.random(using: &generator) { octets[place] = damage } else { octets.insert(damage, at: place) }
            guard let tensor = readLong(octets).tensor else { continue }
            let whole = try #require(readWhole(octets))
            #expect(tensor.dimensions == whole.dimensions)
            #expect(tensor.storage.elements.elementsEqual(whole.storage.elements))
        }
    }

    @Test func unequalListsAreLeftAlone() {
        let row = "[" + [String](repeating: "1.25", count: 100).joined(separator: ",") + "]"
        let short = "[" + [String](repeating: "1.25", count: 99).joined(separator: ",") + "]"
        func list(_ parts: [String], _ separator: String = ",") -> String {
            "[\(parts.joined(separator: separator))]"
        }
        func table(_ rows: Int) -> String { list([String](repeating: row, count: rows)) }
        let rows = [String](repeating: row, count: 1000)
        let tables = [String](repeating: table(10), count: 100)
        let unequal: [String] = [
            list(rows + [short]), list([short] + rows), list(tables + [table(11)]), list([table(9)] + tables),
            list(tables + [row]), list(rows + ["[]"]), list(rows + [""]), list(rows, " "), list(rows, ",,"),
        ]
        for text in unequal { #expect(readLong(Array(text.utf8)).tensor == nil) }
        #expect(readLong(Array(list(tables).utf8)).tensor?.dimensions == [100, 10, 100])
    }
}
