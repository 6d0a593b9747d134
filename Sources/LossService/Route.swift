import HTTPWire
import LossWire

/// The paths of the service and the methods that each takes.
enum Route: Equatable {
    case softmaxLoss
    case partials
    case liveness
    case readiness
    case openAPIYAML
    case openAPIJSON
    case inference(InferenceRoute)

    /// Those that have one path each.
    static let fixed: [Route] = [.softmaxLoss, .partials, .liveness, .readiness, .openAPIYAML, .openAPIJSON]

    /// nil where the path has parts that vary.
    var path: StaticString? {
        switch self {
        case .softmaxLoss: "/v1/softmax-loss"
        case .partials: "/v1/softmax-loss/partials"
        case .liveness: "/healthz"
        case .readiness: "/readyz"
        case .openAPIYAML: "/openapi.yaml"
        case .openAPIJSON: "/openapi.json"
        case .inference: nil
        }
    }

    /// What `head` asks for; nil where there is nothing.
    static func of(_ head: RequestHead, _ names: ModelNames) -> Route? {
        for route in fixed { if let path = route.path, head.hasPath(path) { return route } }
        guard let segments = head.pathSegments else { return nil }
        return InferenceRoute(segments, names).map { .inference($0) }
    }

    /// Whether it takes POST; it takes GET and HEAD otherwise.
    private var takesContent: Bool {
        switch self {
        case .softmaxLoss, .partials, .inference(.infer): true
        case .liveness, .readiness, .openAPIYAML, .openAPIJSON, .inference: false
        }
    }

    func takes(_ method: HTTPMethod) -> Bool {
        switch method {
        case .post: takesContent
        case .get, .head: !takesContent
        default: false
        }
    }

    /// Asked for by orchestrators and load balancers.
    var isHealth: Bool {
        switch self {
        case .liveness, .readiness, .inference(.live), .inference(.ready), .inference(.modelReady): true
        case .softmaxLoss, .partials, .openAPIYAML, .openAPIJSON, .inference: false
        }
    }

    /// The value of `Allow`.
    var allow: StaticString { takesContent ? "POST, OPTIONS" : "GET, HEAD, OPTIONS" }
}
