import LossWire

/// What the server says of itself and of its models in the Open Inference Protocol; names are given as JSON strings.
enum ModelDescription {
    /// Nothing is listed that is not there.
    static let server = """
        {"name":"softmax-loss-server","version":"1",\
        "extensions":["binary_tensor_data","parameters","statistics","model_configuration"]}

        """

    static func metadata(_ endpoint: LossEndpoint, name: String) -> String {
        let inputs = inputs(of: endpoint).map(tensor).joined(separator: ",")
        let outputs = outputs(of: endpoint).map(tensor).joined(separator: ",")
        return """
            {"name":\(name),"versions":["1"],"platform":"softmax_loss",\
            "inputs":[\(inputs)],"outputs":[\(outputs)]}

            """
    }

    static func config(_ endpoint: LossEndpoint, name: String) -> String {
        func list(_ tensors: [Tensor], _ member: String = "") -> String {
            tensors.map {
                "{\"name\":\"\($0.name)\",\"data_type\":\"\(configType($0.datatype))\",\"dims\":\($0.shape)"
                    + ($0.isOptional && !member.isEmpty ? member : "") + "}"
            }.joined(separator: ",")
        }
        return """
            {"name":\(name),"platform":"softmax_loss","backend":"softmax_loss",\
            "version_policy":{"latest":{"num_versions":1}},"max_batch_size":0,\
            "input":[\(list(inputs(of: endpoint), ",\"optional\":true"))],"output":[\(list(outputs(of: endpoint)))]}

            """
    }

    private struct Tensor {
        let name: String
        let datatype: TensorDatatype
        let shape: String
        var isOptional = false
    }

    /// The usual one of the types and shapes that are taken: there is room for one in a description.
    private static func inputs(of endpoint: LossEndpoint) -> [Tensor] {
        var tensors = [
            Tensor(name: "logits", datatype: .fp32, shape: "[-1,-1]"),
            Tensor(name: "labels", datatype: .int64, shape: "[-1]", isOptional: true),
            Tensor(name: "targets", datatype: .fp32, shape: "[-1,-1]", isOptional: true),
            Tensor(name: "class_weights", datatype: .fp32, shape: "[-1]", isOptional: true),
            Tensor(name: "position_weights", datatype: .fp32, shape: "[-1]", isOptional: true),
        ]
        if endpoint == .loss {
            tensors += ["max", "sum_exp", "coefficient_sum"].map {
                Tensor(name: $0, datatype: .fp64, shape: "[-1]", isOptional: true)
            }
        }
        return tensors
    }

    private static func outputs(of endpoint: LossEndpoint) -> [Tensor] {
        OutputName.all(of: endpoint).map { output in
            let shape =
                switch output.extent {
                case .one: "[]"
                case .positions: "[-1]"
                case .logits: "[-1,-1]"
                }
            return Tensor(name: output.rawValue, datatype: output.datatype(logits: .fp32), shape: shape)
        }
    }

    private static func tensor(_ tensor: Tensor) -> String {
        "{\"name\":\"\(tensor.name)\",\"datatype\":\"\(tensor.datatype.protocolName)\",\"shape\":\(tensor.shape)}"
    }

    private static func configType(_ datatype: TensorDatatype) -> String { "TYPE_\(datatype.protocolName)" }
}
