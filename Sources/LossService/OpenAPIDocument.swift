import HTTPWire
import Yams

/// The contract, as `openapi.yaml` at the top level of the project has it: built into the program, so that a server
/// always serves the one that it keeps.
package enum OpenAPIDocument {
    package static let yaml = ByteBuffer(PackageResources.openapi_yaml)

    /// The same document as JSON, members in the same order. nil where the YAML cannot be read, which a test rules out.
    package static let json: ByteBuffer? = {
        let text = String(decoding: PackageResources.openapi_yaml, as: UTF8.self)
        guard let node = try? Yams.compose(yaml: text) else { return nil }
        return ByteBuffer(write(node) + "\n")
    }()

    static func write(_ node: Node) -> String {
        switch node {
        case .mapping(let mapping):
            "{" + mapping.map { "\(JSONText.quoted($0.key.string ?? "")):\(write($0.value))" }.joined(separator: ",")
                + "}"
        case .sequence(let sequence):
            "[" + sequence.map(write).joined(separator: ",") + "]"
        case .scalar(let scalar): write(scalar, node)
        case .alias:
            // Yams resolves aliases while composing.
            "null"
        }
    }

    /// Only what stands there without quotes can be anything but a string.
    private static func write(_ scalar: Node.Scalar, _ node: Node) -> String {
        guard scalar.style == .plain else { return JSONText.quoted(scalar.string) }
        if node.null != nil { return "null" }
        if let boolean = node.bool { return boolean ? "true" : "false" }
        if let integer = node.int { return "\(integer)" }
        if let number = node.float, number.isFinite { return "\(number)" }
        return JSONText.quoted(scalar.string)
    }
}
