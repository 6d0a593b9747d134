/// Finds the tensors of an `infer` request and hands them to its batch.
struct InferTensors {
    let content: UnsafeRawBufferPointer
    /// Where the JSON ends and the first tensor that is not in it begins.
    let end: Int
    let reader: JSONReader
    let owner: AnyObject
    let concurrently: Concurrently?

    /// The type of the logits; nil where something is wrong that keeps the batch from being looked at.
    func fill(_ header: inout InferHeader) throws(LossWireError) -> TensorDatatype? {
        var fields: [(field: LossField, index: Int)] = []
        var indices = TensorIndices()
        for (index, input) in header.inputs.enumerated() where !input.name.isEmpty {
            var name = input.name
            guard let field = name.withUTF8({ LossField($0) }), field.isTensor else {
                header.issues.add(
                    "/inputs/\(index)/name",
                    "is no tensor of a batch; there are \(LossField.tensors)")
                continue
            }
            guard header.batch.see(field) else {
                header.issues.add("/inputs/\(index)", "is there twice")
                continue
            }
            indices.append(field, index)
            fields.append((field, index))
        }
        header.batch.places = .inference(indices)
        let places = try place(&header)
        guard header.issues.isEmpty else { return nil }

        let logits = fields.first { $0.field == .logits }
        let datatype = logits.flatMap { header.inputs[$0.index].datatype } ?? .fp32
        for (field, index) in fields {
            let input = header.inputs[index]
            guard let dimensions = input.dimensions, let type = input.datatype else { continue }
            let filling = TensorFilling(
                field: field, dimensions: dimensions, logits: datatype, owner: owner, concurrently: concurrently)
            if let octets = places[index] {
                let tensor = TensorOctets(
                    datatype: type, dimensions: dimensions, count: octets.count / type.size, base: octets.base)
                try filling.fill(&header.batch, tensor)
            } else if case .data(let start)? = input.content {
                var reader = reader
                reader.next = start
                try filling.fill(&header.batch, type, &reader, "/inputs/\(index)/data")
            }
        }
        return datatype
    }

    /// Where the octets of each input lie, nil where they are in the JSON: checked against the shapes and against what is
    /// there before anything is read.
    private func place(
        _ header: inout InferHeader
    ) throws(LossWireError) -> [(base: UnsafeRawPointer, count: Int)?] {
        var places: [(base: UnsafeRawPointer, count: Int)?] = []
        var next = end
        for (index, input) in header.inputs.enumerated() {
            places.append(nil)
            guard !input.isBroken, let datatype = input.datatype, let dimensions = input.dimensions else { continue }
            guard let size = TensorOctets.size(dimensions, datatype) else {
                header.issues.add("/inputs/\(index)/shape", "is \(dimensions), which is more than memory can address")
                continue
            }
            guard case .octets(let octets)? = input.content else { continue }
            guard octets == size.octets else {
                header.issues.add(
                    "/inputs/\(index)/parameters/binary_data_size",
                    "is \(octets), and \(dimensions) of \(datatype.protocolName) take \(size.octets) octets")
                continue
            }
            guard octets <= content.count - next, let base = content.baseAddress else {
                header.issues.add(
                    "/inputs/\(index)/parameters/binary_data_size",
                    "is \(octets), and \(content.count - next) octets are left of the content")
                continue
            }
            places[index] = (base + next, octets)
            next += octets
        }
        if header.issues.isEmpty, next < content.count {
            throw .syntax(
                "there are \(content.count - next) octets behind the last tensor, which are none's", offset: next)
        }
        return places
    }
}
