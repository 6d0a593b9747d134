import Foundation

/// Certificates for tests, made by the openssl command in a directory of their own: an authority, certificates that it
/// has signed, and some that are wrong. All keys are P-256.
package struct TestCertificates: Sendable {
    package struct Failure: Error {
        let arguments: [String]
        let message: String
    }

    /// A certificate and its key, in PEM files.
    package struct Pair: Sendable {
        package let certificate: String
        package let key: String
    }

    package let directory: TemporaryDirectory
    package let authority: Pair
    /// For `localhost` and 127.0.0.1, signed by the authority.
    package let server: Pair

    /// Made once, for every test of this process that needs no other.
    package static let shared: Result<TestCertificates, any Error> = Result {
        atexit { try? TestCertificates.shared.get().directory.remove() }
        return try TestCertificates()
    }

    package init() throws {
        directory = try TemporaryDirectory()
        authority = Self.pair("authority", in: directory)
        server = Self.pair("server", in: directory)
        try Self.selfSigned(authority, "/CN=authority", ["-addext", "basicConstraints=critical,CA:TRUE"])
        try sign(server, "/CN=localhost", extensions: "subjectAltName=DNS:localhost,IP:127.0.0.1")
    }

    /// A client's certificate, signed by the authority; `days` below 0 for one that has expired.
    package func client(_ name: String, days: Int = 2) throws -> Pair {
        let pair = Self.pair(name, in: directory)
        try sign(pair, "/O=trainers/CN=\(name)", extensions: "extendedKeyUsage=clientAuth", days: days)
        return pair
    }

    /// One that nobody has signed but itself.
    package func selfSigned(_ name: String) throws -> Pair {
        let pair = Self.pair(name, in: directory)
        try Self.selfSigned(pair, "/CN=\(name)", [])
        return pair
    }

    /// A new certificate and key for the same names, in files of their own.
    package func anotherServer(_ name: String) throws -> Pair {
        let pair = Self.pair(name, in: directory)
        try sign(pair, "/CN=localhost", extensions: "subjectAltName=DNS:localhost,IP:127.0.0.1")
        return pair
    }

    private func sign(_ pair: Pair, _ subject: String, extensions: String, days: Int = 2) throws {
        let request = pair.certificate + ".request"
        let extensionFile = pair.certificate + ".extensions"
        try extensions.write(toFile: extensionFile, atomically: true, encoding: .utf8)
        try Self.openssl(["req", "-new"] + Self.newKey + ["-keyout", pair.key, "-out", request, "-subj", subject])
        // `x509 -days` takes no number below 0; `ca` dates certificates freely, and wants a directory for it.
        if days < 0 {
            try Self.signExpired(request, pair, authority, extensionFile, directory)
        } else {
            try Self.openssl(
                [
                    "x509", "-req", "-in", request, "-CA", authority.certificate, "-CAkey", authority.key,
                    "-CAserial", pair.certificate + ".serial", "-CAcreateserial",
                    "-days", "\(days)", "-extfile", extensionFile, "-out", pair.certificate,
                ])
        }
    }

    private static func signExpired(
        _ request: String, _ pair: Pair, _ authority: Pair, _ extensionFile: String, _ directory: TemporaryDirectory
    ) throws {
        let database = pair.certificate + ".database"
        let serial = pair.certificate + ".serial"
        let configuration = pair.certificate + ".conf"
        try "".write(toFile: database, atomically: true, encoding: .utf8)
        try "1000\n".write(toFile: serial, atomically: true, encoding: .utf8)
        try """
        [ca]
        default_ca = here
        [here]
        database = \(database)
        serial = \(serial)
        new_certs_dir = \(directory.url.path)
        default_md = sha256
        policy = any
        [any]
        commonName = supplied
        organizationName = optional

        """.write(toFile: configuration, atomically: true, encoding: .utf8)
        try openssl([
            "ca", "-batch", "-config", configuration, "-in", request, "-cert", authority.certificate, "-keyfile",
            authority.key, "-startdate", "20190101000000Z", "-enddate", "20200101000000Z", "-extfile", extensionFile,
            "-out", pair.certificate, "-notext",
        ])
    }

    private static let newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]

    private static func pair(_ name: String, in directory: TemporaryDirectory) -> Pair {
        Pair(certificate: directory.path("\(name).pem"), key: directory.path("\(name).key"))
    }

    private static func selfSigned(_ pair: Pair, _ subject: String, _ options: [String]) throws {
        try openssl(
            ["req", "-x509", "-days", "2"] + newKey
                + ["-keyout", pair.key, "-out", pair.certificate, "-subj", subject] + options)
    }

    @discardableResult
    package static func openssl(_ arguments: [String]) throws -> String {
        let result = try Command.run("openssl", arguments)
        guard result.status == 0 else { throw Failure(arguments: arguments, message: result.error) }
        return result.output
    }
}
