import Foundation

/// Holds the JSON codec against the C and the standard library, number by number, with whatever it takes of time.
@main
struct Exhaustive {
    static func main() {
        let words = CommandLine.arguments.dropFirst().map { $0 }
        let numbers = words.dropFirst().compactMap { UInt64($0) }
        switch words.first {
        case "write" where numbers.count == 2 && numbers[0] <= numbers[1] && numbers[1] <= WritingCheck.chunkCount:
            inTurns(Int(numbers[0])..<Int(numbers[1])) { WritingCheck(chunk: $0).run() }
        case "read" where numbers.count == 2:
            let seed = numbers[1]
            inTurns(0..<Int(numbers[0])) { ReadingCheck(seed: seed &+ UInt64($0) << 32).run() }
        default:
            print("usage: exhaustive write FIRST END | read CHUNKS SEED")
            exit(2)
        }
    }

    /// Calls `body` for each of `chunks`, on all processors, and says how far it has come.
    private static func inTurns(_ chunks: Range<Int>, _ body: @escaping @Sendable (Int) -> Int) {
        let step = 256
        var total = 0
        for start in stride(from: chunks.lowerBound, to: chunks.upperBound, by: step) {
            let end = min(start + step, chunks.upperBound)
            let counts = UnsafeMutableBufferPointer<Int>.allocate(capacity: end - start)
            nonisolated(unsafe) let places = counts
            DispatchQueue.concurrentPerform(iterations: end - start) { places[$0] = body(start + $0) }
            total += counts.reduce(0, +)
            counts.deallocate()
            print("\(end - chunks.lowerBound) of \(chunks.count): \(total) numbers")
            fflush(nil)
        }
    }

    /// Ends the program where something is not as it should be.
    static func check(_ holds: Bool, _ message: @autoclosure () -> String) {
        guard !holds else { return }
        print("wrong: \(message())")
        exit(1)
    }
}
