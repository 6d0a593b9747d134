import Testing

@testable import LossWire

/// Tensors that are read one after another, each in what the one before has left.
struct SpareMemoryTests {
    private func read<Element: TensorElement>(
        _ text: String, as type: Element.Type, _ spare: inout SpareMemory
    ) throws -> TensorStorage<Element> {
        try Array(text.utf8).withUnsafeBufferPointer { octets in
            var reader = JSONReader(start: try #require(octets.baseAddress), count: octets.count)
            guard case .tensor(let tensor) = try reader.readTensor(of: type, &spare) else {
                throw LossWireError.syntax("no tensor", offset: 0)
            }
            return tensor.storage
        }
    }

    @Test(arguments: [1, 2, 3, 7, 40])
    func smallTensorsLieTogether(count: Int) throws {
        var spare = SpareMemory()
        let logits = (0..<count).map { Float($0) + 0.125 }
        let first = try read("\(logits)" + String(repeating: " ", count: 400), as: Float.self, &spare)
        let second = try read("[7,8,9]", as: Int64.self, &spare)
        let third = try read("[0.5,1.5]", as: Double.self, &spare)
        #expect(ObjectIdentifier(first.owner) == ObjectIdentifier(second.owner))
        #expect(ObjectIdentifier(second.owner) == ObjectIdentifier(third.owner))
        #expect(Array(first.elements) == logits)
        #expect(Array(second.elements) == [7, 8, 9])
        #expect(Array(third.elements) == [0.5, 1.5])
        #expect(UnsafeRawPointer(second.base) >= UnsafeRawPointer(first.base + count))
        #expect(UInt(bitPattern: second.base) % 8 == 0)
    }

    /// What does not last is left behind with what is in it.
    @Test(arguments: [10, 100, 1000, 10_000])
    func moreThanIsLeft(count: Int) throws {
        var spare = SpareMemory()
        let first = try read("[0.5,1.5]" + String(repeating: " ", count: 64), as: Float.self, &spare)
        let labels = (0..<count).map { Int64($0 % 10) }
        let second = try read("[" + labels.map { "\($0)" }.joined(separator: ",") + "]", as: Int64.self, &spare)
        let third = try read("[3,4]", as: Int64.self, &spare)
        #expect(Array(first.elements) == [0.5, 1.5])
        #expect(Array(second.elements) == labels)
        #expect(Array(third.elements) == [3, 4])
    }

    /// Of a long text that is hardly any tensor's, little memory is kept.
    @Test func muchThatIsLeftIsGivenBack() throws {
        var spare = SpareMemory()
        let text = "[0.5,1.5]" + String(repeating: " ", count: 100_000)
        let first = try read(text, as: Float.self, &spare)
        let second = try read("[1]", as: Int64.self, &spare)
        #expect(ObjectIdentifier(first.owner) != ObjectIdentifier(second.owner))
        #expect(Array(first.elements) == [0.5, 1.5])
    }
}
