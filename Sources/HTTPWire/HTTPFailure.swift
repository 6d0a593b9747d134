/// Why a connection answers without asking the service: each knows its status, and its text says what to change.
package enum HTTPFailure: Error, Sendable, Equatable {
    /// The octets are not HTTP/1.1 as RFC 9112 has it, or could be read in two ways. `offset` counts from the start of
    /// the request, where it is known.
    case malformed(String, offset: Int?)
    case requestLineTooLong(limit: Int)
    case headerTooLarge(limit: Int)
    case tooManyFields(limit: Int)
    case contentTooLarge(limit: Int)
    /// Coded content that gets longer than can be meant.
    case inflatesTooMuch(ratio: Int)
    case unknownMethod
    case unknownTransferCoding
    case unsupportedVersion
    case unsupportedExpectation
    /// The header section or the content did not arrive in time.
    case timeout(String)
    /// A request as it stands where TLS was expected.
    case notTLS
    /// An `https` URI was asked for, and without TLS.
    case misdirected
    /// No room for the content of another request just now.
    case overloaded

    package var status: HTTPStatus {
        switch self {
        case .malformed, .notTLS: .badRequest
        case .requestLineTooLong: .uriTooLong
        case .headerTooLarge, .tooManyFields: .headerFieldsTooLarge
        case .contentTooLarge, .inflatesTooMuch: .contentTooLarge
        case .unknownMethod, .unknownTransferCoding: .notImplemented
        case .unsupportedVersion: .versionNotSupported
        case .unsupportedExpectation: .expectationFailed
        case .timeout: .requestTimeout
        case .misdirected: .misdirectedRequest
        case .overloaded: .serviceUnavailable
        }
    }

    package var detail: String {
        switch self {
        case .malformed(let what, _): what
        case .requestLineTooLong(let limit): "the request line is longer than \(limit) octets"
        case .headerTooLarge(let limit): "request line and header fields are longer than \(limit) octets together"
        case .tooManyFields(let limit): "there are more than \(limit) header fields"
        case .contentTooLarge(let limit): "the content is longer than \(limit) octets"
        case .inflatesTooMuch(let ratio): "the content inflates to more than \(ratio) times its length"
        case .unknownMethod: "the method is not one that this server knows"
        case .unknownTransferCoding: "the only transfer coding that this server knows is chunked"
        case .unsupportedVersion: "this server speaks HTTP/1.1"
        case .unsupportedExpectation: "the only expectation that this server knows is 100-continue"
        case .timeout(let what): what
        case .notTLS: "this is a port for HTTPS, and the request came without TLS; ask with https://"
        case .misdirected: "an https URI can be asked for over TLS only"
        case .overloaded: "the server is holding as much request content as it may; try again shortly"
        }
    }
}
