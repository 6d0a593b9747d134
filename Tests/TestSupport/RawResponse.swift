import Foundation

/// A response as it came over the wire.
package struct RawResponse: Sendable {
    package let head: String
    package let status: Int
    package var body: [UInt8] = []

    package struct NotHTTP: Error {
        let head: String
    }

    package init(head: String) throws {
        self.head = head
        let words = head.prefix { $0 != "\r\n" }.split(separator: " ", maxSplits: 2)
        guard words.count >= 2, words[0] == "HTTP/1.1", let status = Int(words[1]) else { throw NotHTTP(head: head) }
        self.status = status
    }

    package var text: String { String(decoding: body, as: UTF8.self) }

    /// The value of the first field with this name, in any case.
    package func field(_ name: String) -> String? {
        for line in head.split(separator: "\r\n").dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            if parts.count == 2, parts[0].lowercased() == name.lowercased() {
                return parts[1].trimmingCharacters(in: .whitespaces)
            }
        }
        return nil
    }
}
