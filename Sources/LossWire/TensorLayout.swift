/// How tensors are written in JSON.
package enum TensorLayout: String, Sendable, CaseIterable {
    /// Lists in lists, as the shape says.
    case nested
    /// One list in row-major order, with the shape beside it.
    case flat
}
