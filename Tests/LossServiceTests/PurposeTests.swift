import LossWire
import Testing

@testable import LossService

struct PurposeTests {
    /// A purpose comes back from its number.
    @Test func numbers() {
        let endpoints: [LossEndpoint] = [.loss, .partials]
        let formats = BodyFormat.allCases.flatMap { request in
            BodyFormat.allCases.map { Formats(request: request, answer: $0) }
        }
        let batches = endpoints.flatMap { endpoint in formats.map { Purpose.batch(endpoint, $0) } }
        let all = batches + endpoints.map { .inference($0) } + [.description]
        #expect(all.count == 11 && Set(all.map(\.number)).count == 11)
        for purpose in all { #expect(Purpose(number: purpose.number) == purpose) }
    }
}
