/// Puts one tensor into a batch as the field that it is, in the type that the batch has it in.
struct TensorFilling {
    let field: LossField
    let dimensions: [Int]
    /// The type of the batch's logits.
    let logits: TensorDatatype
    /// What keeps the memory that octets are in.
    let owner: AnyObject
    let concurrently: Concurrently?

    // MARK: Octets

    func fill(_ batch: inout BatchReading, _ tensor: TensorOctets) throws(LossWireError) {
        // Pointers begin at the tensor.
        var issues = InputIssues()
        switch field {
        case .logits, .targets:
            guard tensor.datatype.isReal else { return refuse(&batch, "FP64, FP32, FP16 or BF16") }
            if logits == .fp64 {
                let storage = try tensor.float64(owner: owner)
                set(&batch, BatchReading.Logits(read(storage, issues)))
            } else {
                let storage = try tensor.float32(&issues, owner: owner, concurrently)
                set(&batch, BatchReading.Logits(read(storage, issues)))
            }
        case .labels:
            guard tensor.datatype != .bool else { return refuse(&batch, "integers") }
            let storage = try tensor.int64(&issues)
            batch.labels = BatchReading.Labels(read(storage, issues))
            batch.largestExactLabel = tensor.datatype.largestExactInteger
        default:
            let storage = try tensor.float64(&issues)
            batch.numbers.add(read(storage, issues), as: field)
        }
    }

    // MARK: JSON

    /// Reads the lists that come next.
    func fill(
        _ batch: inout BatchReading, _ datatype: TensorDatatype, _ reader: inout JSONReader, _ place: String
    ) throws(LossWireError) {
        switch field {
        case .logits, .targets:
            guard datatype.isReal else { return refuse(&batch, "FP64, FP32, FP16 or BF16") }
            if logits == .fp64 {
                if let tensor = try readLong(Double.self, &batch, &reader, place) {
                    set(&batch, BatchReading.Logits(tensor))
                }
            } else if let tensor = try readLong(Float.self, &batch, &reader, place) {
                if let half = datatype.half { round(tensor, half, &batch, place) }
                set(&batch, BatchReading.Logits(tensor))
            }
        case .labels:
            guard datatype != .bool else { return refuse(&batch, "integers") }
            batch.labels = try read(Int64.self, &batch, &reader, place).map { BatchReading.Labels($0) }
            batch.largestExactLabel = datatype.largestExactInteger
        default:
            guard datatype != .bool else { return refuse(&batch, "numbers, where they stand in JSON") }
            batch.numbers.add(try read(Double.self, &batch, &reader, place), as: field)
        }
    }

    private func readLong<Element: TensorElement>(
        _ type: Element.Type, _ batch: inout BatchReading, _ reader: inout JSONReader, _ place: String
    ) throws(LossWireError) -> JSONTensor<Element>? {
        try batch.readTensor(of: type, &reader, field, concurrently).flatMap { shaped($0, &batch, place) }
    }

    private func read<Element: TensorElement>(
        _ type: Element.Type, _ batch: inout BatchReading, _ reader: inout JSONReader, _ place: String
    ) throws(LossWireError) -> JSONTensor<Element>? {
        try batch.readTensor(of: type, &reader, field, mayBeEmpty: true).flatMap { shaped($0, &batch, place) }
    }

    /// The tensor in the shape that was given for it: it stood there in lists in lists, or flat.
    private func shaped<Element>(
        _ tensor: JSONTensor<Element>, _ batch: inout BatchReading, _ place: String
    ) -> JSONTensor<Element>? {
        let count = TensorOctets.size(dimensions, .uint8)?.count
        let isNested = tensor.dimensions == dimensions || (count == 0 && tensor.storage.count == 0)
        guard tensor.storage.count == count, isNested || tensor.rank <= 1 else {
            batch.issues.add(
                place,
                tensor.rank <= 1
                    ? "has \(tensor.storage.count) numbers, and shape \(dimensions) needs \(count ?? 0)"
                    : "is nested as \(tensor.dimensions), and the shape is \(dimensions)")
            return nil
        }
        return tensor.reshaped(dimensions)
    }

    /// To what octets would have said.
    private func round(
        _ tensor: JSONTensor<Float>, _ half: HalfPrecision, _ batch: inout BatchReading, _ place: String
    ) {
        let storage = tensor.storage
        for index in 0..<storage.count {
            let value = storage.base[index]
            let rounded = half.rounded(value)
            if rounded.isInfinite, value.isFinite {
                batch.issues.add { InputIssue(tensor.form.pointer(place, to: index), "is too large for \(half)") }
            }
            storage.base[index] = rounded
        }
    }

    // MARK: Into the batch

    private func read<Element>(_ storage: TensorStorage<Element>, _ issues: InputIssues) -> JSONTensor<Element> {
        JSONTensor(storage: storage, lists: .one(storage.count), dimensions: dimensions, issues: issues)
    }

    private func refuse(_ batch: inout BatchReading, _ expected: StaticString) {
        batch.issues.add(batch.place(field) + "/datatype", "has to be one of \(expected)")
    }

    private func set(_ batch: inout BatchReading, _ tensor: BatchReading.Logits) {
        if field == .logits { batch.logits = tensor } else { batch.targets = tensor }
    }
}
