import Foundation

/// A directory for the files of one test, which goes when nobody holds it any more.
package final class TemporaryDirectory: Sendable {
    package let url: URL

    package init() throws {
        // Short: the path of a socket in it may have a hundred octets.
        let usual = FileManager.default.temporaryDirectory
        let place = usual.path.utf8.count > 70 ? URL(fileURLWithPath: "/tmp") : usual
        url = place.appending(path: "smloss-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false)
    }

    deinit { remove() }

    /// For what is never let go of.
    package func remove() { try? FileManager.default.removeItem(at: url) }

    /// Where a file of this name is, or would be.
    package func path(_ name: String) -> String { url.appending(path: name).path }
}
