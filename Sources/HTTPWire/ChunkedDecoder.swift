/// Takes the chunked transfer coding off a request's content, strictly (RFC 9112 §7.1).
///
/// It hands out ranges of what it is fed and copies nothing. Chunk extensions and trailer fields are checked against
/// their grammar, counted against their limits, and dropped. It fails on the first octet that is wrong, however the
/// content is cut up; after a failure it must not be fed again.
package struct ChunkedDecoder: Sendable {
    package enum Step: Sendable, Equatable {
        /// Everything was looked at and more has to come.
        case incomplete
        /// These octets of what was fed are content.
        case data(Range<Int>)
        /// The last chunk and the trailer section have come.
        case end
    }

    private enum State: Sendable {
        case sizeStart, size, sizeLineFeed
        case beforeSemicolon, extensionNameStart, extensionName, afterExtensionName
        case extensionValueStart, extensionToken, extensionQuoted, extensionEscape, afterExtensionQuoted
        case data, dataReturn, dataLineFeed
        case trailerStart, trailerName, trailerValue, trailerLineFeed
        case lastLineFeed, end
    }

    /// As many as the largest `Int` needs; leading zeros count.
    private static let maxSizeDigits = 16

    private let maxBody: Int
    private let maxExtension: Int
    private let maxTrailer: Int
    private let maxTrailerFields: Int
    private var state = State.sizeStart
    private var digits = 0
    /// The size being read, then what is left of the chunk.
    private var left = 0
    private var extensionOctets = 0
    private var trailerOctets = 0
    private var trailerFields = 0
    /// Octets of content announced by the chunks so far.
    package private(set) var total = 0

    package init(limits: HTTPLimits) {
        maxBody = limits.maxBodyBytes
        maxExtension = limits.maxChunkExtensionBytes
        maxTrailer = limits.maxHeaderBytes
        maxTrailerFields = limits.maxHeaderFields
    }

    package var isFinished: Bool { state == .end }

    /// Reads on from `index`, which is moved past what was taken.
    package mutating func step(
        _ octets: UnsafeRawBufferPointer, from index: inout Int
    ) throws(HTTPFailure) -> Step {
        while index < octets.count {
            if state == .data {
                let start = index
                index += min(left, octets.count - start)
                left -= index - start
                if left == 0 { state = .dataReturn }
                return .data(start..<index)
            }
            if state == .end { return .end }
            let octet = octets[index]
            index += 1
            switch state {
            case .sizeStart, .size, .sizeLineFeed: try readSize(octet)
            case .data, .end: break
            case .dataReturn:
                try expect(octet, Octet.carriageReturn, "a chunk is longer than its size")
                state = .dataLineFeed
            case .dataLineFeed:
                try expect(octet, Octet.lineFeed, "a CR without its LF")
                (state, digits) = (.sizeStart, 0)
            case .trailerStart, .trailerName, .trailerValue, .trailerLineFeed, .lastLineFeed:
                try readTrailer(octet)
            default: try readExtension(octet)
            }
        }
        return state == .end ? .end : .incomplete
    }

    private mutating func readSize(_ octet: UInt8) throws(HTTPFailure) {
        switch state {
        case .sizeLineFeed:
            try expect(octet, Octet.lineFeed, "a CR without its LF")
            if left == 0 {
                state = .trailerStart
                return
            }
            let (sum, overflow) = total.addingReportingOverflow(left)
            guard !overflow, sum <= maxBody else { throw .contentTooLarge(limit: maxBody) }
            total = sum
            state = .data
        default:
            if let value = Octet.hexValue(octet) {
                if state == .sizeStart { left = 0 }
                digits += 1
                guard digits <= Self.maxSizeDigits else { throw Self.malformed("a chunk size has too many digits") }
                let (shifted, overflow) = left.multipliedReportingOverflow(by: 16)
                guard !overflow else { throw .contentTooLarge(limit: maxBody) }
                left = shifted | value
                state = .size
            } else {
                guard state == .size else { throw Self.malformed("a chunk has to start with its size") }
                try endExtensionItem(octet, "a chunk size is not a hexadecimal number")
            }
        }
    }

    /// chunk-ext = *( BWS ";" BWS chunk-ext-name [ BWS "=" BWS chunk-ext-val ] )
    private mutating func readExtension(_ octet: UInt8) throws(HTTPFailure) {
        extensionOctets += 1
        guard extensionOctets <= maxExtension else { throw Self.malformed("chunk extensions are too long") }
        let wrong = "a chunk extension is not a name, or a name and a value"
        switch state {
        case .beforeSemicolon:
            if Octet.isBlank(octet) { return }
            try expect(octet, Octet.semicolon, wrong)
            state = .extensionNameStart
        case .extensionNameStart:
            if Octet.isBlank(octet) { return }
            guard Octet.isToken(octet) else { throw Self.malformed(wrong) }
            state = .extensionName
        case .extensionName:
            if Octet.isToken(octet) { return }
            if octet == Octet.equals {
                state = .extensionValueStart
            } else if Octet.isBlank(octet) {
                state = .afterExtensionName
            } else {
                try endExtensionItem(octet, wrong)
            }
        case .afterExtensionName:
            if Octet.isBlank(octet) { return }
            if octet == Octet.equals {
                state = .extensionValueStart
            } else {
                try expect(octet, Octet.semicolon, wrong)
                state = .extensionNameStart
            }
        case .extensionValueStart:
            if Octet.isBlank(octet) { return }
            guard octet == Octet.quote || Octet.isToken(octet) else { throw Self.malformed(wrong) }
            state = octet == Octet.quote ? .extensionQuoted : .extensionToken
        case .extensionToken:
            if Octet.isToken(octet) { return }
            try endExtensionItem(octet, wrong)
        case .extensionQuoted:
            guard Octet.isFieldContent(octet) else { throw Self.malformed(wrong) }
            if octet == Octet.backslash { state = .extensionEscape }
            if octet == Octet.quote { state = .afterExtensionQuoted }
        case .extensionEscape:
            guard Octet.isFieldContent(octet) else { throw Self.malformed(wrong) }
            state = .extensionQuoted
        default:
            try endExtensionItem(octet, wrong)
        }
    }

    /// What may follow a size, or a whole extension: its line's end, or another extension.
    private mutating func endExtensionItem(_ octet: UInt8, _ wrong: String) throws(HTTPFailure) {
        switch octet {
        case Octet.carriageReturn: state = .sizeLineFeed
        case Octet.semicolon: state = .extensionNameStart
        case Octet.space, Octet.tab: state = .beforeSemicolon
        default: throw Self.malformed(wrong)
        }
    }

    private mutating func readTrailer(_ octet: UInt8) throws(HTTPFailure) {
        trailerOctets += 1
        guard trailerOctets <= maxTrailer else { throw .headerTooLarge(limit: maxTrailer) }
        switch state {
        case .trailerStart:
            if octet == Octet.carriageReturn {
                state = .lastLineFeed
                return
            }
            guard Octet.isToken(octet) else { throw Self.malformed("a trailer line has to start with a name") }
            trailerFields += 1
            guard trailerFields <= maxTrailerFields else { throw .tooManyFields(limit: maxTrailerFields) }
            state = .trailerName
        case .trailerName:
            if Octet.isToken(octet) { return }
            try expect(octet, Octet.colon, "a trailer name has to be a token with a colon right behind it")
            state = .trailerValue
        case .trailerValue:
            if Octet.isFieldContent(octet) { return }
            try expect(octet, Octet.carriageReturn, "a control character")
            state = .trailerLineFeed
        case .trailerLineFeed:
            try expect(octet, Octet.lineFeed, "a CR without its LF")
            state = .trailerStart
        default:
            try expect(octet, Octet.lineFeed, "a CR without its LF")
            state = .end
        }
    }

    private func expect(_ octet: UInt8, _ wanted: UInt8, _ wrong: String) throws(HTTPFailure) {
        guard octet == wanted else { throw Self.malformed(wrong) }
    }

    private static func malformed(_ what: String) -> HTTPFailure { .malformed(what, offset: nil) }
}
