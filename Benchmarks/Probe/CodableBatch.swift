/// What a request looks like to Codable.
struct CodableBatch: Decodable {
    var logits: [[Float]]
    var labels: [Int]
}
