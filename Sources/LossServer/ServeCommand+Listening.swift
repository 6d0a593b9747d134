import ArgumentParser
import Foundation
import HTTPTransport

/// What is listened on.
extension ServeCommand {
    /// Sockets that were handed in, where there are any; with `--listen` what it names, too. Otherwise `--host` and `--port`.
    var endpoints: [Endpoint] {
        let environment = ProcessInfo.processInfo.environment
        let inherited = InheritedSockets.descriptors(environment, process: getpid()).map { Endpoint.inherited($0) }
        let named = listen.flatMap(\.endpoints)
        return inherited.isEmpty && named.isEmpty ? [.tcp(host: host, port: port)] : inherited + named
    }

    func announce(_ server: HTTPServer) {
        let scheme = tlsCert == nil ? "http" : "https"
        for address in server.addresses {
            print("listening on \(address.hasPrefix("unix:") ? address : "\(scheme)://\(address)")")
        }
        let address = server.addresses.first { !$0.hasPrefix("unix:") }
        let path = server.addresses.first { $0.hasPrefix("unix:") }.map { "--unix-socket \($0.dropFirst(5)) " } ?? ""
        let example = "'{\"logits\":[[1,2,3]],\"labels\":[2]}' \(scheme)://\(address ?? "localhost")/v1/softmax-loss"
        print("try: curl \(address == nil ? path : "")--json \(example)")
        fflush(nil)
    }
}

/// Endpoints on the command line, one or several with commas between: `127.0.0.1:8080,[::1]:8080,unix:/run/loss.sock`.
struct EndpointOption: ExpressibleByArgument {
    var endpoints: [Endpoint]

    init?(argument: String) {
        endpoints = []
        for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
            guard let endpoint = Endpoint(String(part)) else { return nil }
            endpoints.append(endpoint)
        }
    }
}
