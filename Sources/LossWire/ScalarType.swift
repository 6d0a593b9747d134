/// The types that arithmetic is done in and outputs are given in.
package enum ScalarType: String, Sendable, CaseIterable {
    case float32
    case float64
}
