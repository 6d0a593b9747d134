import Foundation
import Hummingbird
import Logging

/// What a Swift programmer would write instead of this project: Hummingbird with Codable.
///
/// Two-dimensional float32 logits, labels, ignore_label and normalization; the answer has the same fields as ours.
@main
struct Server {
    static func main() async throws {
        let router = Router(context: Context.self)
        router.post("/v1/softmax-loss") { request, context in
            let batch = try await request.decode(as: Batch.self, context: context)
            return try Answer(batch)
        }
        let port = Int(CommandLine.arguments.dropFirst().first ?? "") ?? 0
        var logger = Logger(label: "server")
        logger.logLevel = .error
        let application = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: port)),
            onServerRunning: { channel in
                print("listening on http://127.0.0.1:\(channel.localAddress?.port ?? 0)")
                fflush(nil)
            },
            logger: logger)
        try await application.runService()
    }
}

struct Context: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// Batches of 256 by 1000 have 3 MB, and the default is 2 MB.
    var maxUploadSize: Int { 256 << 20 }

    init(source: Source) { coreContext = .init(source: source) }
}

struct Batch: Decodable {
    var logits: [[Float]]
    var labels: [Int]
    var ignore_label: Int?
    var normalization: String?
}

struct Answer: ResponseEncodable {
    var loss: Double
    var normalizer: Double
    var normalization: String
    var ignore_label: Int?
    var valid_count: Int
    var weight_sum: Double
    var loss_sum: Double
    var clamped_count: Int
    var non_finite_count: Int
    var dtype: String
    var gradients: [[Float]]

    init(_ batch: Batch) throws {
        let classes = batch.logits.first?.count ?? 0
        let ignored = batch.labels.map { $0 == batch.ignore_label }
        let isValid = zip(batch.labels, ignored).allSatisfy { $0.1 || 0..<classes ~= $0.0 }
        guard isValid, classes > 0, batch.labels.count == batch.logits.count,
            batch.logits.allSatisfy({ $0.count == classes })
        else { throw HTTPError(.unprocessableContent) }
        valid_count = ignored.count { !$0 }
        normalization = batch.normalization ?? "VALID"
        switch normalization {
        case "FULL", "BATCH_SIZE": normalizer = Double(batch.labels.count)
        case "NONE": normalizer = 1
        default: normalizer = Double(max(valid_count, 1))
        }
        let scale = Float(1 / normalizer)
        let largest = -log(Float.leastNormalMagnitude)
        loss_sum = 0
        clamped_count = 0
        non_finite_count = 0
        gradients = batch.logits
        for row in gradients.indices {
            if ignored[row] {
                gradients[row] = [Float](repeating: 0, count: classes)
                continue
            }
            let label = batch.labels[row]
            let logit = gradients[row][label]
            var maximum = -Float.infinity
            for value in gradients[row] { maximum = max(maximum, value) }
            var sum: Float = 0
            for index in 0..<classes {
                let exponential = exp(gradients[row][index] - maximum)
                gradients[row][index] = exponential
                sum += exponential
            }
            let loss = log(sum) - (logit - maximum)
            if loss > largest { clamped_count += 1 }
            if !loss.isFinite { non_finite_count += 1 }
            loss_sum += Double(min(loss, largest))
            let factor = scale / sum
            for index in 0..<classes { gradients[row][index] *= factor }
            gradients[row][label] -= scale
        }
        loss = loss_sum / normalizer
        ignore_label = batch.ignore_label
        weight_sum = Double(valid_count)
        dtype = "float32"
    }
}
