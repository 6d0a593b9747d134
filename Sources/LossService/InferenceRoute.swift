import HTTPWire
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
    init?(_ segments: PathSegments, _ names: ModelNames) {
        var segments = segments
        guard segments.take("v2") else { return nil }
        if segments.isEmpty || segments.take("") {
            self = .server
        } else if segments.take("health") {
            if segments.take("live") {
                self = .live
            } else if segments.take("ready") {
                self = .ready
            } else {
                return nil
            }
        } else if segments.take("models") {
            self.init(model: &segments, names)
        } else {
            return nil
        }
        guard segments.isEmpty else { return nil }
    }

    private init?(model segments: inout PathSegments, _ names: ModelNames) {
        guard let encoded = segments.take(), !encoded.isEmpty else { return nil }
        if encoded == "stats", segments.isEmpty {
            self = .statistics
            return
        }
        var version: String?
        if segments.take("versions") {
            guard let number = segments.take() else { return nil }
            version = number
        }
        let route: (LossEndpoint) -> InferenceRoute
        if segments.isEmpty {
            route = Self.metadata
        } else if segments.take("infer") {
            route = Self.infer
        } else if segments.take("ready") {
            route = Self.modelReady
        } else if segments.take("config") {
            route = Self.config
        } else if segments.take("stats") {
            route = Self.modelStatistics
        } else {
            return nil
        }
        guard let name = PercentEncoding.decode(encoded[...]), let endpoint = names.endpoint(name) else {
            self = .unknown(
                "there is no model \"\(encoded.prefix(64))\"; the models are \"\(names.loss)\" and \"\(names.partials)\""
            )
            return
        }
        guard version == nil || version == "1" else {
            self = .unknown("model \"\(name)\" has no version \"\(version?.prefix(64) ?? "")\"; there is \"1\"")
            return
        }
        self = route(endpoint)
    }
}
