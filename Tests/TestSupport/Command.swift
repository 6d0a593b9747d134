import Foundation

/// Runs other programs: openssl and curl, which know nothing of this project.
package enum Command {
    package struct Result: Sendable {
        package let status: Int32
        package let output: String
        package let error: String
    }

    /// Runs a program of `PATH` to its end, with `input` as its standard input.
    package static func run(
        _ program: String, _ arguments: [String], input: String = "", environment: [String: String] = [:]
    ) throws -> Result {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [program] + arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        let (standardInput, output, error) = (Pipe(), Pipe(), Pipe())
        process.standardInput = standardInput
        process.standardOutput = output
        process.standardError = error
        // A program that ends before it has read its input is none of the tests' business.
        signal(SIGPIPE, SIG_IGN)
        try process.run()
        try? standardInput.fileHandleForWriting.write(contentsOf: Data(input.utf8))
        try? standardInput.fileHandleForWriting.close()
        let errors = Collected(error.fileHandleForReading)
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return Result(status: process.terminationStatus, output: text, error: errors.text)
    }

    /// What comes from a pipe, read on a thread of its own, so that nobody waits for the other pipe.
    private final class Collected: @unchecked Sendable {
        private let done = DispatchSemaphore(value: 0)
        private var data = Data()

        init(_ handle: FileHandle) {
            // Not one of the threads that Dispatch has as many of as there are processors: the tests block those.
            DispatchQueue(label: "standard error").async {
                self.data = handle.readDataToEndOfFile()
                self.done.signal()
            }
        }

        var text: String {
            done.wait()
            return String(decoding: data, as: UTF8.self)
        }
    }
}
