import Foundation

@testable import LossWire

/// Float32 of consecutive bit patterns, written as a tensor: the C library reads the bits back from each text, and so
/// does this project's reader; it has the digits and the exponent of the standard library's shortest decimal; and the
/// number with the other sign has the same text with a minus.
struct WritingCheck {
    private static let count = 1 << 16
    /// Positive finite numbers and zero: those up to the exponent of infinity.
    static let chunkCount = 0x7f80_0000 / count

    let chunk: Int

    func run() -> Int {
        let first = UInt32(chunk * Self.count)
        let (positive, negative) = (text(from: first), text(from: first | 1 << 31))
        positive.withUnsafeBufferPointer { positive in
            negative.withUnsafeBufferPointer { negative in
                guard let start = positive.baseAddress, let other = negative.baseAddress else { return }
                compare(start, other, from: first)
                readBack(start, positive.count - 1, from: first)
            }
        }
        return 2 * Self.count
    }

    /// A list of numbers, and a zero behind it.
    private func text(from first: UInt32) -> [UInt8] {
        guard let tensor = try? TensorStorage<Float>(uninitialized: Self.count) else { fatalError("no memory") }
        for index in 0..<Self.count { tensor.base[index] = Float(bitPattern: first + UInt32(index)) }
        let rows = TensorRows(dimensions: [Self.count], elementCount: Self.count, layout: .nested)
        let length = rows.maximumLength(of: 1, numberLength: JSONWriter.maximumFloat32Length)
        return [UInt8](unsafeUninitializedCapacity: length + 1) { memory, count in
            guard let start = memory.baseAddress else { return }
            var writer = JSONWriter(start)
            writer.write(Float32Writing(tensor), rows, 0..<1)
            writer.write(octet: "\0")
            count = writer.count
        }
    }

    private func compare(_ text: UnsafePointer<UInt8>, _ negative: UnsafePointer<UInt8>, from first: UInt32) {
        var (p, q) = (text + 1, negative + 1)
        for index in 0..<Self.count {
            let value = Float(bitPattern: first + UInt32(index))
            let start = p
            let isSame = q.pointee == UInt8(ascii: "-")
            q += 1
            let decimal = ShownDecimal(&p)
            Exhaustive.check(isSame && memcmp(start, q, p - start + 1) == 0, "-\(value)")
            q += p - start + 1
            var description = value.description
            let shown = description.withUTF8 { octets in
                withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 64) { copy in
                    _ = copy.update(fromContentsOf: octets)
                    copy[octets.count] = 0
                    var place = UnsafePointer(copy.baseAddress!)
                    return ShownDecimal(&place)
                }
            }
            Exhaustive.check(decimal == shown, "\(value) is written \(decimal)")
            let back = start.withMemoryRebound(to: CChar.self, capacity: 1) { strtof($0, nil) }
            Exhaustive.check(back.bitPattern == value.bitPattern, "\(value) reads back as \(back)")
            p += 1
        }
    }

    private func readBack(_ text: UnsafePointer<UInt8>, _ length: Int, from first: UInt32) {
        var reader = JSONReader(start: text, count: length)
        var spare = SpareMemory()
        guard case .tensor(let tensor)? = try? reader.readTensor(of: Float.self, &spare) else {
            return Exhaustive.check(false, "a list from \(first) on")
        }
        Exhaustive.check(tensor.storage.count == Self.count, "a list from \(first) on")
        let elements = tensor.storage.elements
        for index in 0..<Self.count {
            Exhaustive.check(elements[index].bitPattern == first + UInt32(index), "\(elements[index]) is read back")
        }
    }
}
