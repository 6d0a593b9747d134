import SoftmaxLoss

/// A tensor of an answer with its name and its type, to be written as octets or as JSON.
package struct AnswerTensor: Sendable {
    enum Elements: Sendable {
        case float32(TensorStorage<Float>)
        case float64(TensorStorage<Double>)
        case int64(TensorStorage<Int64>)
        case booleans(TensorStorage<Bool>)
        /// Of either format of half precision.
        case half(TensorStorage<UInt16>)
    }

    package let name: OutputName
    package let datatype: TensorDatatype
    package let dimensions: [Int]
    let elements: Elements

    /// The elements, little-endian, and what keeps them there.
    package var octets: (bytes: UnsafeRawBufferPointer, owner: AnyObject) {
        switch elements {
        case .float32(let storage): (storage.octets, storage.owner)
        case .float64(let storage): (storage.octets, storage.owner)
        case .int64(let storage): (storage.octets, storage.owner)
        case .booleans(let storage): (storage.octets, storage.owner)
        case .half(let storage): (storage.octets, storage.owner)
        }
    }

    var count: Int {
        switch elements {
        case .float32(let storage): storage.count
        case .float64(let storage): storage.count
        case .int64(let storage): storage.count
        case .booleans(let storage): storage.count
        case .half(let storage): storage.count
        }
    }
}

extension BatchResult {
    /// The output `name` for logits of the type `logits`.
    ///
    /// - Parameters:
    ///   - isText: whether it goes into JSON: half precision is then rounded to, and not packed.
    ///   - concurrently: what many elements are narrowed with.
    func answer(
        _ name: OutputName, logits: TensorDatatype, isText: Bool, _ concurrently: Concurrently?
    ) throws(LossWireError) -> AnswerTensor {
        let dimensions: [Int] =
            switch name.extent {
            case .one: []
            case .positions: request.shape.positionDimensions
            case .logits: request.shape.dimensions
            }
        return AnswerTensor(
            name: name, datatype: name.datatype(logits: logits), dimensions: dimensions,
            elements: try elements(name, logits, isText, concurrently))
    }

    private func elements(
        _ name: OutputName, _ logits: TensorDatatype, _ isText: Bool, _ concurrently: Concurrently?
    ) throws(LossWireError) -> AnswerTensor.Elements {
        switch name {
        case .loss:
            return logits == .fp64 ? .float64(try one(summary.loss)) : .float32(try one(Float(summary.loss)))
        case .normalizer: return .float64(try one(summary.normalizer))
        case .weightSum: return .float64(try one(summary.weightSum))
        case .lossSum: return .float64(try one(summary.lossSum))
        case .zLossSum: return .float64(try one(summary.zLossSum))
        case .validCount: return .int64(try one(Int64(summary.validCount)))
        case .clampedCount: return .int64(try one(Int64(summary.clampedCount)))
        case .nonFiniteCount: return .int64(try one(Int64(summary.nonFiniteCount)))
        case .correctCount: return .int64(try one(Int64(summary.correctCount)))
        case .hasTarget:
            guard case .optionals(_, let isThere)? = tensor(.targetLogit)?.elements else { break }
            let storage = try TensorStorage<Int64>(uninitialized: isThere.count)
            for index in 0..<isThere.count { storage.base[index] = isThere.base[index] ? 1 : 0 }
            return .int64(storage)
        default:
            guard let tensor = tensor(name) else { break }
            switch tensor.elements {
            case .float32(let storage):
                guard name.extent == .logits, let half = logits.half else { return .float32(storage) }
                return try Self.narrow(storage, half, isText, concurrently)
            case .float64(let storage), .optionals(let storage, _): return .float64(storage)
            case .indices(let storage): return .int64(storage)
            case .booleans(let storage): return .booleans(storage)
            }
        }
        // Whoever asks for an output has it computed; if that were ever not so, it would be an error of the request's.
        var issues = InputIssues()
        issues.add("/outputs", "\(name.rawValue) is nothing that this request has")
        throw .invalid(issues)
    }

    private func one<Element>(_ value: Element) throws(LossWireError) -> TensorStorage<Element> {
        let storage = try TensorStorage<Element>(uninitialized: 1)
        storage.base.pointee = value
        return storage
    }

    private static func narrow(
        _ storage: TensorStorage<Float>, _ half: HalfPrecision, _ isText: Bool, _ concurrently: Concurrently?
    ) throws(LossWireError) -> AnswerTensor.Elements {
        if isText {
            for index in 0..<storage.count { storage.base[index] = half.rounded(storage.base[index]) }
            return .float32(storage)
        }
        let narrow = try TensorStorage<UInt16>(uninitialized: storage.count)
        ElementStretches(count: storage.count).perform(concurrently) { range in
            half.narrow(
                storage.base + range.lowerBound, into: narrow.base + range.lowerBound, count: range.count)
        }
        return .half(narrow)
    }
}
