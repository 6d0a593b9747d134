/// What an `Accept-Encoding` asks for (RFC 9110 §12.5.3), with its weights.
package struct AcceptedCodings: Sendable, Equatable {
    /// The coding that is liked best; nil for content as it stands.
    package private(set) var preferred: ContentCoding?
    /// Content as it stands will do, too.
    package private(set) var takesIdentity = true

    /// Whether any answer at all will do.
    package var takesAnything: Bool { takesIdentity || preferred != nil }

    package init(of head: borrowing RequestHead) {
        guard !head.lacks(.acceptEncoding) else { return }
        read(head.values(of: .acceptEncoding))
    }

    /// `values`: the field's lines.
    package init(_ values: [String]) { read(values) }

    /// Of two codings that are liked alike, gzip comes first.
    private mutating func read(_ values: [String]) {
        var gzip: Double?
        var deflate: Double?
        var identity: Double?
        var others: Double?
        for preference in Preference.list(values) {
            switch preference.name {
            case "gzip", "x-gzip": gzip = max(gzip ?? 0, preference.weight)
            case "deflate": deflate = preference.weight
            case "identity": identity = preference.weight
            case "*": others = preference.weight
            default: break
            }
        }
        let gzipWeight = gzip ?? others ?? 0
        let deflateWeight = deflate ?? others ?? 0
        // What is not listed is the last resort, unless it is ruled out.
        let identityWeight = identity ?? (others == 0 ? 0 : 1e-9)
        takesIdentity = identityWeight > 0
        let best = max(gzipWeight, deflateWeight)
        guard best > 0, best >= identityWeight else { return }
        preferred = gzipWeight >= deflateWeight ? .gzip : .deflate
    }
}
