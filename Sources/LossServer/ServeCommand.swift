import ArgumentParser
import Foundation
import HTTPTransport
import HTTPWire
import Logging
import LossService

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Answer requests until SIGTERM or SIGINT. (default)")

    @Option(help: "Address or name to listen on.")
    var host = "127.0.0.1"

    @Option(help: "Port to listen on; 0 for any that is free.")
    var port: UInt16 = 8080

    @Option(
        help: """
            Listen on this instead of --host and --port: address:port, [address]:port or unix:path; several with commas \
            between or with the option more than once. Sockets that systemd hands in are listened on besides.
            """)
    var listen: [EndpointOption] = []

    @Option(help: "Whether other processes may listen on the same port (SO_REUSEPORT): true, false.")
    var reusePort = false

    @Option(help: "Certificate for HTTPS: a PEM file with the server's, then those between it and the root.")
    var tlsCert: String?

    @Option(help: "The certificate's key: a PEM file that is not encrypted.")
    var tlsKey: String?

    @Option(help: "Authorities whose clients are let in: a PEM file. Without it no client is asked for a certificate.")
    var tlsClientCa: String?

    @Option(help: "Whether clients have to have a certificate of --tls-client-ca: required, optional.")
    var tlsClientAuth = ClientCertificates.required

    @Option(help: "Who may ask: a file with a name:token a line. Without it everybody may.")
    var authTokenFile: String?

    @Option(help: "Whether liveness and readiness are told without a token: open, closed.")
    var authHealth = HealthAccess.open

    @Option(help: "Name of the model in the Open Inference Protocol; that of the partials is NAME_partials.")
    var modelName = ModelNames().loss

    @Option(help: "Threads that compute batches. (default: one for each core that it may run on)")
    var workers: Int?

    @Option(help: "Least severe level that is logged: trace, debug, info, notice, warning, error, critical.")
    var logLevel: Logger.Level = .info

    @Option(help: "Where requests are logged, a line of JSON each: a file, - for standard output, or off.")
    var accessLog = "off"

    @Option(help: "Largest request line and header fields together, in octets.")
    var maxHeaderBytes = SizeOption(HTTPLimits().maxHeaderBytes)

    @Option(help: "Largest number of header fields.")
    var maxHeaderFields = HTTPLimits().maxHeaderFields

    @Option(help: "Largest content of a request, in octets.")
    var maxBodyBytes = SizeOption(HTTPLimits().maxBodyBytes)

    @Option(help: "Most held at once of requests' content and of answers that were not read yet, over all connections.")
    var maxInflightBytes = SizeOption(HTTPLimits().maxInflightBytes)

    @Option(help: "Most times its length that coded content may inflate to.")
    var maxInflationRatio = HTTPLimits().maxInflationRatio

    @Option(help: "Answers from this size on are compressed for clients that ask for it; off for none.")
    var compressFrom = SizeOrOffOption(octets: Compression.defaultThreshold)

    @Option(
        help: """
            Most requests that wait for a worker, of the places beyond 64 an eighth for content still to come; more are \
            answered 503.
            """)
    var queueDepth = 256

    @Option(help: "Most open connections, or what the descriptor limit allows.")
    var maxConnections = HTTPLimits().maxConnections

    @Option(help: "Time for a TLS handshake.")
    var handshakeTimeout = TimeOption(seconds: 10)

    @Option(help: "Most TLS handshakes at once for each processor; more wait for their turn.")
    var maxHandshakes = HTTPLimits().maxHandshakes

    @Option(help: "Time for a whole header section, from its first octet.")
    var headerTimeout = TimeOption(seconds: 10)

    @Option(
        help: """
            Time after which content or an answer that does not move is given up; less than 64 octets a second is not \
            moving.
            """)
    var stallTimeout = TimeOption(seconds: 15)

    @Option(help: "Time after which a connection without a request is closed.")
    var idleTimeout = TimeOption(seconds: 75)

    @Option(help: "Time from SIGTERM, in which only readiness changes, to the end of accepting.")
    var drainDelay = TimeOption(seconds: 0)

    @Option(help: "Time for requests that have begun, before they are cut.")
    var drainTimeout = TimeOption(seconds: 30)

    func validate() throws {
        for (name, value) in [
            ("workers", workers ?? 1), ("max-header-fields", maxHeaderFields), ("queue-depth", queueDepth),
            ("max-connections", maxConnections), ("max-handshakes", maxHandshakes),
            ("max-inflation-ratio", maxInflationRatio),
        ] where value < 1 {
            throw ValidationError("--\(name) has to be at least 1")
        }
        try validateTLS()
        guard !modelName.isEmpty, !modelName.contains("/") else {
            throw ValidationError("--model-name has to be a name without '/'")
        }
    }

    func run() async throws {
        let logger = makeLogger()
        let signals = TerminationSignals()
        let readiness = Readiness()
        let workerQueue = WorkerQueue(
            workers: workers ?? ProcessorCount.available, depth: queueDepth)
        let budget = ByteBudget(limit: maxInflightBytes.octets)
        let compression = Compression(
            coder: ZlibCoder(limits: limits, budget: budget), threshold: compressFrom.octets ?? .max)
        let access = try makeAccess()
        let handler = LossHandler(
            executor: workerQueue, readiness: readiness, compression: compression, access: access,
            names: ModelNames(loss: modelName))
        let log = try makeAccessLog(logger)
        let server = try makeServer(handler, budget, logger, log)
        server.start()
        let watches = [watchCertificate(of: server, logger), watchTokens(of: access, logger), watchHangUp(of: log)]
        defer { withExtendedLifetime(watches) {} }
        announce(server)
        logger.info(
            "ready",
            metadata: [
                "workers": "\(workerQueue.workers)", "instructions": "\(ProcessorLevel.name)",
            ].merging(Self.metadata(server)) { $1 })

        await signals.next()
        logger.info("draining")
        readiness.beginDraining()
        let drained = Task {
            try? await Task.sleep(for: drainDelay.duration)
            return await server.drain(timeout: drainTimeout.duration)
        }
        signals.onNext {
            logger.warning("stopped by a second signal")
            Foundation.exit(EXIT_FAILURE)
        }
        let cut = await drained.value
        log?.flush(within: .seconds(1))
        logger.info("stopped", metadata: ["requests cut": "\(cut)"])
    }

    private func makeLogger() -> Logger {
        var logger = Logger(label: "softmax-loss-server", factory: { StreamLogHandler.standardError(label: $0) })
        logger.logLevel = logLevel
        return logger
    }

    private func makeServer(
        _ handler: LossHandler, _ budget: ByteBudget, _ logger: Logger, _ accessLog: AccessLog?
    ) throws -> HTTPServer {
        var configuration = HTTPServer.Configuration()
        configuration.endpoints = endpoints
        configuration.reusesPort = reusePort
        // Small requests are answered on the loops themselves.
        configuration.loopCount = ProcessorCount.available
        configuration.limits = limits
        configuration.budget = budget
        configuration.tls = tlsConfiguration
        configuration.accessLog = accessLog
        do {
            return try HTTPServer(configuration, handler: handler, logger: logger)
        } catch {
            throw ExitCode(error.exitCode, saying: "\(error)")
        }
    }

    private var limits: HTTPLimits {
        var limits = HTTPLimits()
        limits.maxHeaderBytes = maxHeaderBytes.octets
        limits.maxHeaderFields = maxHeaderFields
        limits.maxBodyBytes = maxBodyBytes.octets
        limits.maxInflightBytes = maxInflightBytes.octets
        limits.maxInflationRatio = maxInflationRatio
        limits.maxConnections = min(maxConnections, DescriptorLimit.raised() - DescriptorLimit.reserve)
        limits.handshakeTimeout = handshakeTimeout.duration
        limits.maxHandshakes = maxHandshakes
        limits.headerTimeout = headerTimeout.duration
        limits.stallTimeout = stallTimeout.duration
        limits.idleTimeout = idleTimeout.duration
        return limits
    }
}

extension WorkerQueue: BatchExecutor {}

extension ZlibCoder: ContentCoder {}

extension Logger.Level: @retroactive ExpressibleByArgument {}

extension TransportError {
    /// As sysexits.h has it.
    fileprivate var exitCode: Int32 {
        switch self {
        case .permissionDenied: EX_NOPERM
        case .cannotResolve: EX_NOHOST
        case .addressInUse, .addressNotAvailable: EX_UNAVAILABLE
        case .pathTooLong, .notListening: EX_USAGE
        case .tls: EX_CONFIG
        case .system: EX_OSERR
        }
    }
}
