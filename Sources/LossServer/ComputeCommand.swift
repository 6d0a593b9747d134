import ArgumentParser
import Foundation
import HTTPTransport
import LossService

struct ComputeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compute",
        abstract: "Answer one request from a file or standard input, without a server.",
        discussion: "Prints the JSON that POST /v1/softmax-loss would answer; a problem goes to standard error.")

    @Argument(help: "A file with a JSON request; - for standard input.")
    var file = "-"

    func run() throws {
        let cores = ProcessorCount.available
        let pipeline = LossPipeline(executor: WorkerQueue(workers: cores, depth: 1))
        let (content, isProblem) = try read().withUnsafeBytes { pipeline.answer(json: $0) }
        let output = isProblem ? FileHandle.standardError : FileHandle.standardOutput
        content.forEach { output.write(Data($0.bytes)) }
        if isProblem { throw ExitCode(EX_DATAERR) }
    }

    private func read() throws -> Data {
        if file == "-" { return FileHandle.standardInput.readDataToEndOfFile() }
        do {
            return try Data(contentsOf: URL(fileURLWithPath: file))
        } catch {
            throw ExitCode(EX_NOINPUT, saying: "\(file): \(error.localizedDescription)")
        }
    }
}
