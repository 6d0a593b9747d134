import LossWire

/// What a request that was let in asks for: decided when its head is there, and kept by the transport, as a number, until
/// its content is.
enum Purpose: Equatable {
    /// On `/v1`.
    case batch(LossEndpoint, Formats)
    /// As the Open Inference Protocol has it.
    case inference(LossEndpoint)
    /// What is answered without content.
    case description

    init(number: Int) {
        let endpoint: LossEndpoint = number & 1 == 0 ? .loss : .partials
        switch number & 6 {
        case 0: self = .description
        case 2: self = .inference(endpoint)
        default:
            let formats = Formats(
                request: number & 8 == 0 ? .json : .safetensors, answer: number & 16 == 0 ? .json : .safetensors)
            self = .batch(endpoint, formats)
        }
    }

    var number: Int {
        switch self {
        case .description: 0
        case .inference(let endpoint): 2 | Self.bit(endpoint)
        case .batch(let endpoint, let formats):
            4 | Self.bit(endpoint) | (formats.request == .json ? 0 : 8) | (formats.answer == .json ? 0 : 16)
        }
    }

    private static func bit(_ endpoint: LossEndpoint) -> Int {
        switch endpoint {
        case .loss: 0
        case .partials: 1
        }
    }
}
