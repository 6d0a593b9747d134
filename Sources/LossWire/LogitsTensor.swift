/// Logits in the type that they are worked on in.
package enum LogitsTensor: Sendable {
    case float32(TensorStorage<Float>)
    case float64(TensorStorage<Double>)

    package var count: Int {
        switch self {
        case .float32(let storage): storage.count
        case .float64(let storage): storage.count
        }
    }

    package var type: ScalarType {
        switch self {
        case .float32: .float32
        case .float64: .float64
        }
    }
}
