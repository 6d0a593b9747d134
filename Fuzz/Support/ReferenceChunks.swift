import HTTPWire

/// What comes of chunked content.
struct ChunkedContent: Equatable {
    enum Outcome: Equatable {
        case more
        case end
        case failed(Int)
    }

    var data: [UInt8] = []
    var outcome = Outcome.more
    /// Octets looked at: up to the end, up to and with the octet that is wrong, or all.
    var taken = 0
}

/// RFC 9112 §7.1 read aloud, octet by octet and without a state machine: slow, and plainly right.
struct ReferenceChunks {
    private enum Stop: Error {
        case more
        case failed(Int)
    }

    private let octets: UnsafeRawBufferPointer
    private let limits: HTTPLimits
    private var content = ChunkedContent()
    private var extensionOctets = 0
    private var trailerOctets = 0

    static func decode(_ octets: UnsafeRawBufferPointer, _ limits: HTTPLimits) -> ChunkedContent {
        var reference = ReferenceChunks(octets: octets, limits: limits)
        do throws(Stop) {
            try reference.readBody()
            reference.content.outcome = .end
        } catch {
            switch error {
            case .more: reference.content.outcome = .more
            case .failed(let status): reference.content.outcome = .failed(status)
            }
        }
        return reference.content
    }

    private init(octets: UnsafeRawBufferPointer, limits: HTTPLimits) {
        self.octets = octets
        self.limits = limits
    }

    private mutating func take() throws(Stop) -> UInt8 {
        guard content.taken < octets.count else { throw .more }
        content.taken += 1
        return octets[content.taken - 1]
    }

    private func require(_ condition: Bool, orFail status: Int = 400) throws(Stop) {
        if !condition { throw .failed(status) }
    }

    private mutating func readBody() throws(Stop) {
        while true {
            let size = try readSizeLine()
            if size == 0 { break }
            try require(size <= limits.maxBodyBytes - content.data.count, orFail: 413)
            for _ in 0..<size { content.data.append(try take()) }
            try require(try take() == Grammar.carriageReturn)
            try require(try take() == Grammar.lineFeed)
        }
        try readTrailers()
    }

    private mutating func readSizeLine() throws(Stop) -> Int {
        var (size, digits) = (UInt128(0), 0)
        var octet = try take()
        while let digit = Character(Unicode.Scalar(octet)).hexDigitValue {
            digits += 1
            try require(digits <= 16)
            size = size * 16 + UInt128(digit)
            try require(size <= Int.max, orFail: 413)
            octet = try take()
        }
        try require(digits > 0)
        if octet != Grammar.carriageReturn { try readExtensions(octet) }
        try require(try take() == Grammar.lineFeed)
        return Int(size)
    }

    /// `*( BWS ";" BWS name [ BWS "=" BWS value ] )` and the CR; `octet` is the first of it, and does not count.
    private mutating func readExtensions(_ octet: UInt8) throws(Stop) {
        var octet = octet
        while true {
            octet = try skipBlanks(octet)
            try require(octet == UInt8(ascii: ";"))
            octet = try readToken(try skipBlanks(try takeExtension()))
            var isBehindBlank = Grammar.isBlank(octet)
            octet = try skipBlanks(octet)
            if octet == UInt8(ascii: "=") {
                octet = try skipBlanks(try takeExtension())
                octet = octet == UInt8(ascii: "\"") ? try readQuoted() : try readToken(octet)
                isBehindBlank = Grammar.isBlank(octet)
                octet = try skipBlanks(octet)
            }
            if octet == Grammar.carriageReturn, !isBehindBlank { return }
        }
    }

    private mutating func takeExtension() throws(Stop) -> UInt8 {
        let octet = try take()
        extensionOctets += 1
        try require(extensionOctets <= limits.maxChunkExtensionBytes)
        return octet
    }

    private mutating func skipBlanks(_ octet: UInt8) throws(Stop) -> UInt8 {
        var octet = octet
        while Grammar.isBlank(octet) { octet = try takeExtension() }
        return octet
    }

    /// The octet behind the token.
    private mutating func readToken(_ octet: UInt8) throws(Stop) -> UInt8 {
        try require(Grammar.isToken(octet))
        var octet = octet
        while Grammar.isToken(octet) { octet = try takeExtension() }
        return octet
    }

    /// The octet behind the closing quote.
    private mutating func readQuoted() throws(Stop) -> UInt8 {
        while true {
            let octet = try takeExtension()
            if octet == UInt8(ascii: "\"") { return try takeExtension() }
            try require(Grammar.isFieldContent(octet))
            if octet == UInt8(ascii: "\\") { try require(Grammar.isFieldContent(try takeExtension())) }
        }
    }

    private mutating func readTrailers() throws(Stop) {
        var fields = 0
        while true {
            var octet = try takeTrailer()
            if octet == Grammar.carriageReturn { return try require(try takeTrailer() == Grammar.lineFeed) }
            try require(Grammar.isToken(octet))
            fields += 1
            try require(fields <= limits.maxHeaderFields, orFail: 431)
            while Grammar.isToken(octet) { octet = try takeTrailer() }
            try require(octet == UInt8(ascii: ":"))
            repeat { octet = try takeTrailer() } while Grammar.isFieldContent(octet)
            try require(octet == Grammar.carriageReturn)
            try require(try takeTrailer() == Grammar.lineFeed)
        }
    }

    private mutating func takeTrailer() throws(Stop) -> UInt8 {
        let octet = try take()
        trailerOctets += 1
        try require(trailerOctets <= limits.maxHeaderBytes, orFail: 431)
        return octet
    }
}
