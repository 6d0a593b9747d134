import HTTPWire

/// The paths of the service and the methods that each takes.
enum Route: CaseIterable {
    case softmaxLoss
    case liveness
    case readiness
    case openAPIYAML
    case openAPIJSON

    var path: StaticString {
        switch self {
        case .softmaxLoss: "/v1/softmax-loss"
        case .liveness: "/healthz"
        case .readiness: "/readyz"
        case .openAPIYAML: "/openapi.yaml"
        case .openAPIJSON: "/openapi.json"
        }
    }

    init?(_ head: RequestHead) {
        for route in Self.allCases where head.hasPath(route.path) {
            self = route
            return
        }
        return nil
    }

    func takes(_ method: HTTPMethod) -> Bool {
        switch self {
        case .softmaxLoss: method == .post
        case .liveness, .readiness, .openAPIYAML, .openAPIJSON: method == .get || method == .head
        }
    }

    /// The value of `Allow`.
    var allow: StaticString {
        switch self {
        case .softmaxLoss: "POST, OPTIONS"
        case .liveness, .readiness, .openAPIYAML, .openAPIJSON: "GET, HEAD, OPTIONS"
        }
    }
}
