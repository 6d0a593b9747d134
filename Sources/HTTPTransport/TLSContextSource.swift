import Memory

/// The certificate that new connections are shown: read anew when the server is told to, without a connection noticing.
final class TLSContextSource: Sendable {
    private let configuration: TLSConfiguration
    private let context: Locked<TLSContext>

    init(_ configuration: TLSConfiguration) throws(TransportError) {
        self.configuration = configuration
        context = Locked(try TLSContext(configuration))
    }

    var current: TLSContext { context.withLock { $0 } }

    /// Reads the files again. Where they are not good the error says why, and everything stays as it was.
    func reload() throws(TransportError) {
        let next = try TLSContext(configuration)
        context.withLock { $0 = next }
    }
}
