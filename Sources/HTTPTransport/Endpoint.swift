/// Something to listen on.
package enum Endpoint: Sendable, Equatable, CustomStringConvertible {
    /// An address, or a name of which every address is listened on; port 0 for any that is free.
    case tcp(host: String, port: UInt16)
    /// A socket in the file system; one that a process left there is taken over.
    case unix(path: String)
    /// A listening socket that this process was started with. It belongs to whoever made it, too.
    case inherited(Int32)

    /// `host:port`, `[address]:port`, or `unix:path`.
    package init?(_ text: String) {
        if text.hasPrefix("unix:") {
            let path = text.dropFirst(5)
            guard !path.isEmpty else { return nil }
            self = .unix(path: String(path))
            return
        }
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
            return nil
        }
        let host = text[..<colon]
        // An address with colons takes brackets, or nobody knows where it ends.
        let isBracketed = host.hasPrefix("[") && host.hasSuffix("]") && host.count > 2
        guard !host.isEmpty, isBracketed || !host.contains(where: { ":[]".contains($0) }) else { return nil }
        self = .tcp(host: isBracketed ? String(host.dropFirst().dropLast()) : String(host), port: port)
    }

    package var description: String {
        switch self {
        case .tcp(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        case .unix(let path): "unix:\(path)"
        case .inherited(let number): "descriptor \(number)"
        }
    }
}
