/// A tensor as octets: little-endian, row-major, without gaps, at any address.
struct TensorOctets {
    let datatype: TensorDatatype
    let dimensions: [Int]
    /// Product of the dimensions.
    let count: Int
    /// `count` elements.
    let base: UnsafeRawPointer

    /// The number of elements of these dimensions and of their octets; nil where memory has no room for either.
    static func size(_ dimensions: [Int], _ datatype: TensorDatatype) -> (count: Int, octets: Int)? {
        // With an empty dimension too, the others have to make sense.
        var count = 1
        var isEmpty = false
        for size in dimensions {
            if size == 0 {
                isEmpty = true
                continue
            }
            let (product, overflow) = count.multipliedReportingOverflow(by: size)
            if overflow || size < 0 { return nil }
            count = product
        }
        let (octets, overflow) = count.multipliedReportingOverflow(by: datatype.size)
        // What is computed of a tensor may take more for each element than the tensor does.
        guard !overflow, count <= Int.max / 16 else { return nil }
        return isEmpty ? (0, 0) : (count, octets)
    }

    /// Calls `body` with the octets of each element.
    @inline(__always)
    private func forEach<Number: BitwiseCopyable>(_ type: Number.Type, _ body: (_ index: Int, Number) -> Void) {
        for index in 0..<count {
            body(index, base.loadUnaligned(fromByteOffset: index &* MemoryLayout<Number>.size, as: type))
        }
    }

    /// As float64, exactly where the type is not one of 64-bit integers.
    func float64(_ issues: inout InputIssues) throws(LossWireError) -> TensorStorage<Double> {
        let storage = try TensorStorage<Double>(uninitialized: count)
        let target = storage.base
        switch datatype {
        case .bool:
            var wrong: (index: Int, octet: UInt8)?
            forEach(UInt8.self) { index, octet in
                target[index] = octet == 0 ? 0 : 1
                if octet > 1, wrong == nil { wrong = (index, octet) }
            }
            if let wrong { issues.add("/\(wrong.index)", "is octet \(wrong.octet), and a BOOL is 0 or 1") }
        case .uint8: forEach(UInt8.self) { target[$0] = Double($1) }
        case .uint16: forEach(UInt16.self) { target[$0] = Double(UInt16(littleEndian: $1)) }
        case .uint32: forEach(UInt32.self) { target[$0] = Double(UInt32(littleEndian: $1)) }
        case .uint64: forEach(UInt64.self) { target[$0] = Double(UInt64(littleEndian: $1)) }
        case .int8: forEach(Int8.self) { target[$0] = Double($1) }
        case .int16: forEach(Int16.self) { target[$0] = Double(Int16(littleEndian: $1)) }
        case .int32: forEach(Int32.self) { target[$0] = Double(Int32(littleEndian: $1)) }
        case .int64: forEach(Int64.self) { target[$0] = Double(Int64(littleEndian: $1)) }
        case .fp16, .bf16, .fp32, .fp64: forEachReal { target[$0] = $1 }
        }
        return storage
    }

    /// As labels. Where one is no integer of 64 bits, so is its issue.
    func int64(_ issues: inout InputIssues) throws(LossWireError) -> TensorStorage<Int64> {
        let storage = try TensorStorage<Int64>(uninitialized: count)
        let target = storage.base
        func put(_ index: Int, _ value: Int64?, _ what: (Int) -> String) {
            target[index] = value ?? 0
            if value == nil { issues.add { InputIssue("/\(index)", what(index)) } }
        }
        switch datatype {
        case .bool, .uint8: forEach(UInt8.self) { target[$0] = Int64($1) }
        case .uint16: forEach(UInt16.self) { target[$0] = Int64(UInt16(littleEndian: $1)) }
        case .uint32: forEach(UInt32.self) { target[$0] = Int64(UInt32(littleEndian: $1)) }
        case .uint64:
            forEach(UInt64.self) { index, number in
                put(index, Int64(exactly: UInt64(littleEndian: number))) { _ in "is outside the range of int64" }
            }
        case .int8: forEach(Int8.self) { target[$0] = Int64($1) }
        case .int16: forEach(Int16.self) { target[$0] = Int64(Int16(littleEndian: $1)) }
        case .int32: forEach(Int32.self) { target[$0] = Int64(Int32(littleEndian: $1)) }
        case .int64: forEach(Int64.self) { target[$0] = Int64(littleEndian: $1) }
        case .fp16, .bf16, .fp32, .fp64:
            forEachReal { index, number in
                put(index, Int64(exactly: number)) { _ in "is \(number), and a label is an integer" }
            }
        }
        return storage
    }

    /// As float32; what is finite and too large for it is an issue.
    func float32(
        _ issues: inout InputIssues, owner: AnyObject, _ concurrently: Concurrently?
    ) throws(LossWireError) -> TensorStorage<Float> {
        if datatype == .fp32 { return TensorStorage(count: count, at: base, of: owner) }
        let storage = try TensorStorage<Float>(uninitialized: count)
        if let half = datatype.half {
            widen(half, into: storage.base, concurrently)
            return storage
        }
        forEachReal { index, number in
            let value = Float(number)
            storage.base[index] = value
            if value.isInfinite, number.isFinite {
                issues.add { InputIssue("/\(index)", "is too large for float32") }
            }
        }
        return storage
    }

    /// As float64: exact.
    func float64(owner: AnyObject) throws(LossWireError) -> TensorStorage<Double> {
        if datatype == .fp64 { return TensorStorage(count: count, at: base, of: owner) }
        let storage = try TensorStorage<Double>(uninitialized: count)
        forEachReal { storage.base[$0] = $1 }
        return storage
    }

    private func widen(_ half: HalfPrecision, into target: UnsafeMutablePointer<Float>, _ concurrently: Concurrently?) {
        let source = TensorAddress(base: base)
        let destination = MutableTensorAddress(base: target)
        ElementStretches(count: count).perform(concurrently) { range in
            half.widen(
                source.base + 2 * range.lowerBound, into: destination.base + range.lowerBound, count: range.count)
        }
    }

    @inline(__always)
    private func forEachReal(_ body: (_ index: Int, Double) -> Void) {
        switch datatype {
        case .fp32: forEach(UInt32.self) { body($0, Double(Float(bitPattern: UInt32(littleEndian: $1)))) }
        case .fp64: forEach(UInt64.self) { body($0, Double(bitPattern: UInt64(littleEndian: $1))) }
        case .fp16: forEachHalf(.fp16, body)
        case .bf16: forEachHalf(.bf16, body)
        default: break
        }
    }

    private func forEachHalf(_ half: HalfPrecision, _ body: (_ index: Int, Double) -> Void) {
        withUnsafeTemporaryAllocation(of: Float.self, capacity: 256) { memory in
            guard let wide = memory.baseAddress else { return }
            for start in stride(from: 0, to: count, by: 256) {
                let length = min(256, count - start)
                half.widen(base + 2 * start, into: wide, count: length)
                for index in 0..<length { body(start + index, Double(wide[index])) }
            }
        }
    }
}

/// `@unchecked Sendable`: memory that nobody writes to meanwhile.
private struct TensorAddress: @unchecked Sendable { let base: UnsafeRawPointer }

/// `@unchecked Sendable`: every thread writes elements of its own.
private struct MutableTensorAddress: @unchecked Sendable { let base: UnsafeMutablePointer<Float> }
