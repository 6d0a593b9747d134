import ArgumentParser
import Foundation

/// The program: reads its command line and its environment.
@main
struct SoftmaxLossServer: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "softmax-loss-server",
        abstract: "Computes the softmax loss and its gradients for trainers that call it over HTTP.",
        discussion: """
            Every option of serve may also be given as an environment variable: --max-body-bytes as \
            SMLOSS_MAX_BODY_BYTES, and so on. The command line wins.
            """,
        subcommands: [ServeCommand.self, ComputeCommand.self],
        defaultSubcommand: ServeCommand.self)

    static func main() async {
        let arguments = EnvironmentOptions.merged(
            Array(CommandLine.arguments.dropFirst()), environment: ProcessInfo.processInfo.environment)
        do {
            var command = try parseAsRoot(arguments)
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            exit(withError: error)
        }
    }
}
