/// A tensor of a result: its name and its elements.
package struct ResultTensor: Sendable {
    /// What is written where.
    package enum Elements: Sendable {
        case float32(TensorStorage<Float>)
        case float64(TensorStorage<Double>)
        /// Negative is null.
        case indices(TensorStorage<Int64>)
        case booleans(TensorStorage<Bool>)
        /// null where the other is false.
        case optionals(TensorStorage<Double>, TensorStorage<Bool>)
    }

    package let name: OutputName
    package let elements: Elements
    /// Whether there is one element a position, not one a logit.
    package let isPerPosition: Bool
    let count: Int

    package init(_ name: OutputName, _ elements: Elements, isPerPosition: Bool) {
        self.name = name
        self.elements = elements
        self.isPerPosition = isPerPosition
        count =
            switch elements {
            case .float32(let storage): storage.count
            case .float64(let storage), .optionals(let storage, _): storage.count
            case .indices(let storage): storage.count
            case .booleans(let storage): storage.count
            }
    }

    /// Octets of the longest element.
    var elementLength: Int {
        switch elements {
        case .float32: JSONWriter.maximumFloat32Length
        case .float64, .optionals: JSONWriter.maximumFloat64Length
        case .indices: 20
        case .booleans: 5
        }
    }
}
