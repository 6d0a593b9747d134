import HTTPWire
import LossWire

/// The paths of the service and the methods that each takes.
enum Route: CaseIterable {
    case softmaxLoss
    case partials
    case liveness
    case readiness
    case openAPIYAML
    case openAPIJSON

    var path: StaticString {
        switch self {
        case .softmaxLoss: "/v1/softmax-loss"
        case .partials: "/v1/softmax-loss/partials"
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
        case .softmaxLoss, .partials: method == .post
        case .liveness, .readiness, .openAPIYAML, .openAPIJSON: method == .get || method == .head
        }
    }

    /// Asked for by orchestrators and scrapers.
    var isHealth: Bool {
        switch self {
        case .liveness, .readiness: true
        case .softmaxLoss, .partials, .openAPIYAML, .openAPIJSON: false
        }
    }

    /// What a batch that is sent there is for; nil where none is.
    var endpoint: LossEndpoint? {
        switch self {
        case .softmaxLoss: .loss
        case .partials: .partials
        case .liveness, .readiness, .openAPIYAML, .openAPIJSON: nil
        }
    }

    /// The value of `Allow`.
    var allow: StaticString {
        switch self {
        case .softmaxLoss, .partials: "POST, OPTIONS"
        case .liveness, .readiness, .openAPIYAML, .openAPIJSON: "GET, HEAD, OPTIONS"
        }
    }
}
