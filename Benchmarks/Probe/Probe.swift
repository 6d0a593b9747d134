import Foundation

/// Times the kernel and the codecs for `Scripts/bench`, which has other programs do the same in turns.
///
/// It obeys lines on standard input and answers each with one on standard output:
///
///     prepare NAME KIND ARGUMENT…     makes a workload and runs it once        ready
///     run NAME COUNT                  runs it COUNT times                      nanoseconds of all of them
///     outcome NAME FILE               writes what it left to FILE              ready
@main
struct Probe {
    private var workloads: [String: any Workload] = [:]

    static func main() {
        var probe = Probe()
        while let line = readLine() {
            do {
                print(try probe.obey(line.split(separator: " ").map(String.init)))
            } catch {
                print("error \(error)")
            }
            fflush(nil)
        }
    }

    private mutating func obey(_ words: [String]) throws -> String {
        guard words.count >= 3 else { throw ProbeError.unknown(words.joined(separator: " ")) }
        if words[0] == "prepare" {
            let workload = try Self.workload(words[2], Array(words[3...]))
            try workload.run()
            workloads[words[1]] = workload
            return "ready"
        }
        guard let workload = workloads[words[1]] else { throw ProbeError.unknown(words[1]) }
        switch words[0] {
        case "run":
            guard let count = Int(words[2]) else { throw ProbeError.unknown(words[2]) }
            let duration = try ContinuousClock().measure { for _ in 0..<count { try workload.run() } }
            return String(Int(duration / .nanoseconds(1)))
        case "outcome":
            try workload.outcome().write(to: URL(fileURLWithPath: words[2]))
            return "ready"
        default: throw ProbeError.unknown(words[0])
        }
    }

    private static func workload(_ kind: String, _ arguments: [String]) throws -> any Workload {
        switch (kind, arguments.count) {
        case ("kernel", 3): try KernelWorkload(arguments[0], logits: arguments[1], labels: arguments[2])
        case ("read", 1): try ReadingWorkload(body: arguments[0])
        case ("write", 2): try WritingWorkload(body: arguments[0], gradients: arguments[1])
        case ("foundation-read", 1): try FoundationReading(body: arguments[0])
        case ("foundation-write", 2): try FoundationWriting(body: arguments[0], gradients: arguments[1])
        default: throw ProbeError.unknown("\(kind) with \(arguments.count) arguments")
        }
    }
}
