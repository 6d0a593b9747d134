import Foundation

/// The built server, running as a process of its own on a port that it chose.
package final class ServerProcess {
    package struct NotStarted: Error {
        let output: String
    }

    /// The program, where the build put it.
    package static var executable: URL { Fixture.buildDirectory.appending(path: "softmax-loss-server") }

    package let port: UInt16
    private let process = Process()

    /// Starts `softmax-loss-server serve --port 0 …` and returns once it listens.
    package init(_ options: [String] = [], environment: [String: String] = [:]) throws {
        process.executableURL = Self.executable
        process.arguments = ["serve", "--port", "0", "--log-level", "warning"] + options
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        let output = Pipe()
        process.standardOutput = output
        process.standardInput = FileHandle.nullDevice
        try process.run()

        var text = ""
        while !text.contains("\n") {
            let data = output.fileHandleForReading.availableData
            if data.isEmpty { throw NotStarted(output: text) }
            text += String(decoding: data, as: UTF8.self)
        }
        let line = text.prefix { $0 != "\n" }
        guard line.hasPrefix("listening on http://"), let port = line.split(separator: ":").last.flatMap({ UInt16($0) })
        else { throw NotStarted(output: text) }
        self.port = port
    }

    deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

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
    ) throws -> (status: Int32, output: String, error: String) {
        let process = Process()
        process.executableURL = executable
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        let (standardInput, output, error) = (Pipe(), Pipe(), Pipe())
        process.standardInput = standardInput
        process.standardOutput = output
        process.standardError = error
        try process.run()
        try standardInput.fileHandleForWriting.write(contentsOf: Data(input.utf8))
        try standardInput.fileHandleForWriting.close()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        let errorText = String(decoding: error.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return (process.terminationStatus, text, errorText)
    }
}
