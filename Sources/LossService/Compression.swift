/// How codings are taken off content and put on answers.
package final class Compression: Sendable {
    /// Octets from which on an answer is worth it.
    package static let defaultThreshold = 8 << 10

    let coder: any ContentCoder
    let threshold: Int

    package init(coder: any ContentCoder, threshold: Int = defaultThreshold) {
        self.coder = coder
        self.threshold = threshold
    }
}
