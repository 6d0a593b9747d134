/// An output that a request asks for.
package struct InferOutput: Sendable {
    package let name: OutputName
    /// Whether it goes out as octets, not in the JSON.
    package let isBinary: Bool
}
