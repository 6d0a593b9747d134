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
        return ByteBuffer((write(node) + "\n").utf8)
    }()

    private static func write(_ node: Node) -> String {
        switch node {
        case .mapping(let mapping):
            "{" + mapping.map { "\(JSONText.quoted($0.key.string ?? "")):\(write($0.value))" }.joined(separator: ",") + "}"
        case .sequence(let sequence):
            "[" + sequence.map(write).joined(separator: ",") + "]"
        case .scalar(let scalar):
            if node.null != nil {
                "null"
            } else if let boolean = node.bool {
                boolean ? "true" : "false"
            } else if let integer = node.int {
                "\(integer)"
            } else if let number = node.float, number.isFinite {
                "\(number)"
            } else {
                JSONText.quoted(scalar.string)
            }
        case .alias:
            // Yams resolves aliases while composing.
            "null"
        }
    }
}
