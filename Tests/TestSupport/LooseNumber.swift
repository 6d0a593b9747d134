/// A number in a JSON fixture or answer, where NaN and the infinities are strings.
package struct LooseNumber: Decodable, Sendable {
    package var value: Double

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let text = try? container.decode(String.self) {
            guard let value = ["NaN": Double.nan, "Infinity": .infinity, "-Infinity": -.infinity][text] else {
                throw DecodingError.dataCorruptedError(in: container, debugDescription: "\(text) is not a number")
            }
            self.value = value
        } else {
            value = try container.decode(Double.self)
        }
    }

    /// The number as it stands in a request.
    package var json: String {
        value.isNaN ? "\"NaN\"" : value.isInfinite ? (value < 0 ? "\"-Infinity\"" : "\"Infinity\"") : "\(value)"
    }
}
