import LossWire

/// The paths below `/v2`: those of the Open Inference Protocol, version 2.
enum InferenceRoute: Equatable {
    case server
    case live
    case ready
    case statistics
    case metadata(LossEndpoint)
    case modelReady(LossEndpoint)
    case config(LossEndpoint)
    case modelStatistics(LossEndpoint)
    case infer(LossEndpoint)
    /// A model that is not there, or a version of one that is: what to say of it.
    case unknown(String)

    /// nil where the protocol has no such path.
    init?(path: String, _ names: ModelNames) {
        var parts = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()[...]
        guard parts.popFirst() == "v2" else { return nil }
        if parts.isEmpty || parts == [""] {
            self = .server
            return
        }
        switch parts.popFirst() {
        case "health":
            switch Array(parts) {
            case ["live"]: self = .live
            case ["ready"]: self = .ready
            default: return nil
            }
        case "models": self.init(model: &parts, names)
        default: return nil
        }
    }

    private init?(model parts: inout ArraySlice<Substring>, _ names: ModelNames) {
        guard let encoded = parts.popFirst(), !encoded.isEmpty else { return nil }
        if encoded == "stats", parts.isEmpty {
            self = .statistics
            return
        }
        var version: Substring?
        if parts.first == "versions" {
            guard parts.count >= 2 else { return nil }
            version = parts.dropFirst().first
            parts = parts.dropFirst(2)
        }
        guard parts.count <= 1, ["ready", "config", "stats", "infer", nil].contains(parts.first) else { return nil }
        guard let name = PercentEncoding.decode(encoded), let endpoint = names.endpoint(name) else {
            self = .unknown(
                "there is no model \"\(encoded.prefix(64))\"; the models are \"\(names.loss)\" and \"\(names.partials)\""
            )
            return
        }
        guard version == nil || version == "1" else {
            self = .unknown("model \"\(name)\" has no version \"\(version?.prefix(64) ?? "")\"; there is \"1\"")
            return
        }
        switch parts.first {
        case "ready": self = .modelReady(endpoint)
        case "config": self = .config(endpoint)
        case "stats": self = .modelStatistics(endpoint)
        case "infer": self = .infer(endpoint)
        default: self = .metadata(endpoint)
        }
    }
}
