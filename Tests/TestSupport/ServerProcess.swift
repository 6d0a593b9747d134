import Foundation

/// The built server, running as a process of its own on a port that it chose.
package final class ServerProcess {
    package struct NotStarted: Error {
        let output: String
    }

    /// The program, where the build put it.
    package static var executable: URL { Fixture.buildDirectory.appending(path: "softmax-loss-server") }

    package let port: UInt16
    /// What it says of where it listens: `http://…` or `https://…`, one for each address.
    package let urls: [String]
    private let process = Process()
    private let directory: TemporaryDirectory
    private let errorFile: URL

    /// A client on a busy machine may be kept waiting for longer than one should be: nothing ends by a time that its test
    /// does not set.
    private static let environment = Dictionary(
        uniqueKeysWithValues: ["HANDSHAKE", "HEADER", "STALL", "IDLE", "DRAIN"].map {
            ("SMLOSS_\($0)_TIMEOUT", "\(2 * patience)s")
        })

    /// Starts `softmax-loss-server serve --port 0 …` and returns once it listens.
    /// `launcher`: a command that is given the server's own, and becomes it.
    package init(_ options: [String] = [], environment: [String: String] = [:], launcher: [String] = []) throws {
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments =
            launcher + [Self.executable.path, "serve", "--port", "0", "--log-level", "warning"] + options
        process.environment = ProcessInfo.processInfo.environment.merging(Self.environment) { $1 }
            .merging(environment) { $1 }
        let output = Pipe()
        process.standardOutput = output
        process.standardInput = FileHandle.nullDevice
        directory = try TemporaryDirectory()
        errorFile = directory.url.appending(path: "error")
        try Data().write(to: errorFile)
        process.standardError = try FileHandle(forWritingTo: errorFile)
        try process.run()

        var text = ""
        while !text.contains("\ntry: ") {
            let data = output.fileHandleForReading.availableData
            if data.isEmpty { throw NotStarted(output: text + Self.text(errorFile)) }
            text += String(decoding: data, as: UTF8.self)
        }
        urls = text.split(separator: "\n").filter { $0.hasPrefix("listening on ") }.map { String($0.dropFirst(13)) }
        guard let first = urls.first else { throw NotStarted(output: text) }
        port = first.split(separator: ":").last.flatMap { UInt16($0) } ?? 0
    }

    deinit {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }

    /// What it has written to standard error so far: its log.
    package var log: String { Self.text(errorFile) }

    package var processIdentifier: Int32 { process.processIdentifier }

    /// Octets of memory that it has ever had at once (VmHWM); 0 where the system does not say.
    package var peakMemory: Int {
        let status = try? String(contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8)
        let line = status?.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return (line?.split(whereSeparator: { " \t".contains($0) }).dropFirst().first.flatMap { Int($0) } ?? 0) << 10
    }

    private static func text(_ file: URL) -> String { (try? String(contentsOf: file, encoding: .utf8)) ?? "" }

    package var isRunning: Bool { process.isRunning }

    package func signal(_ number: Int32) { kill(process.processIdentifier, number) }

    /// Waits for the end of the process; its exit status, or minus the number of the signal that ended it.
    package func waitForExit() -> Int32 {
        process.waitUntilExit()
        return process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus
    }

    /// Runs the program to its end.
    package static func run(
        _ arguments: [String], input: String = "", environment: [String: String] = [:]
    ) throws -> Command.Result {
        try Command.run(executable.path, arguments, input: input, environment: environment)
    }
}
