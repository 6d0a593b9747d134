import Foundation

/// Files that tests compare with.
package enum Fixture {
    package static func data(_ name: String) throws -> Data {
        guard let url = Bundle.module.url(forResource: "Fixtures/\(name)", withExtension: nil) else {
            throw CocoaError(.fileNoSuchFile)
        }
        return try Data(contentsOf: url)
    }

    /// Where the build put everything, programs too.
    package static var buildDirectory: URL { Bundle.module.bundleURL.deletingLastPathComponent() }
}
