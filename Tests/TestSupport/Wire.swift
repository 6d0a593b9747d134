import COpenSSL

/// What a test's connections go over: HTTP has to be the same over each.
package enum Wire: String, CaseIterable, Sendable, CustomStringConvertible {
    case plain
    case tls12 = "TLS 1.2"
    case tls13 = "TLS 1.3"

    package var description: String { rawValue }

    package var isTLS: Bool { self != .plain }

    var version: Int32? {
        switch self {
        case .plain: nil
        case .tls12: TLS1_2_VERSION
        case .tls13: TLS1_3_VERSION
        }
    }
}
