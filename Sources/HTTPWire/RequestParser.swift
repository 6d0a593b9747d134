/// Reads one request head after another from octets as they arrive, and accepts only what has one meaning.
///
/// Every octet is looked at once however the head is cut up: what has come of an unfinished head is kept here together
/// with how far it was read. A head that arrives in one piece is never copied but for its field section. Whatever is
/// wrong is reported as soon as the octet that makes it wrong is there, limits before the line has ended, and the same
/// for every way of cutting. After a failure the parser must not be fed again: where the next request starts is unknown.
///
/// Source: RFC 9112 §2–§6, RFC 9110 §5–§7 and §10.1.1.
package struct RequestParser: Sendable {
    package enum Outcome: Sendable {
        /// Everything was taken; the head goes on.
        case incomplete
        case complete(RequestHead)
        /// A head that is well framed and asks for what this server does not do.
        case refused(HTTPFailure, RequestHead)
        case failed(HTTPFailure)
    }

    private enum Stage { case start, startLineFeed, requestLine, fields }

    /// How many empty lines may come before a request line (RFC 9112 §2.2: "at least one").
    private static let maxEmptyLines = 4

    private let maxRequestLineBytes: Int
    private let maxHeaderBytes: Int
    private let maxHeaderFields: Int

    private var stage = Stage.start
    private var emptyLines = 0
    /// The unfinished head, from its first octet; empty while none had to be kept.
    private var carry: [UInt8] = []
    /// Where the current line starts and how far it has been looked at, counted from the start of the request.
    private var lineStart = 0
    private var scanned = 0

    /// Whether the current request begins as one of HEAD does, well formed or not: its answer has no content.
    package private(set) var isHead = false
    private var line = RequestLine()
    private var facts = FieldFacts()
    /// The first `fieldCount` are this head's; room that is there is used again.
    private var fields: [FieldLine] = []
    private var fieldCount = 0

    package init(limits: HTTPLimits) {
        // Offsets are kept in 32 bits, and no limit needs more.
        maxRequestLineBytes = min(max(limits.maxRequestLineBytes, 0), 1 << 30)
        maxHeaderBytes = min(max(limits.maxHeaderBytes, 0), 1 << 30)
        maxHeaderFields = max(limits.maxHeaderFields, 0)
    }

    /// Whether an octet of the next request has come: empty lines before it do not count.
    package var hasBegun: Bool { stage == .requestLine || stage == .fields }

    /// Reads on in `octets`; `consumed` is set to how many of them belong to this head.
    package mutating func parse(_ octets: UnsafeRawBufferPointer, consumed: inout Int) -> Outcome {
        consumed = 0
        do throws(HTTPFailure) {
            try skipEmptyLines(octets, &consumed)
            guard hasBegun else { return .incomplete }
            let before = carry.count
            if before == 0 {
                let rest = UnsafeRawBufferPointer(rebasing: octets[consumed...])
                isHead = Self.beginsWithHead(rest)
                if try scan(rest) {
                    consumed += lineStart
                    return finish(rest)
                }
                carry.append(contentsOf: rest)
                consumed = octets.count
                return .incomplete
            }
            // One octet past the limit is enough to know that it is passed.
            carry.append(contentsOf: octets.prefix(maxHeaderBytes + 1 - before))
            var held: [UInt8] = []
            swap(&held, &carry)
            let outcome = try held.withUnsafeBufferPointer { octets throws(HTTPFailure) -> Outcome? in
                let head = UnsafeRawBufferPointer(octets)
                isHead = Self.beginsWithHead(head)
                return try scan(head) ? finish(head, consumed: &consumed, before: before) : nil
            }
            if let outcome { return outcome }
            swap(&held, &carry)
            consumed = octets.count
            return .incomplete
        } catch {
            return .failed(error)
        }
    }

    private mutating func finish(_ head: UnsafeRawBufferPointer, consumed: inout Int, before: Int) -> Outcome {
        consumed = lineStart - before
        return finish(head)
    }

    private static func beginsWithHead(_ octets: UnsafeRawBufferPointer) -> Bool {
        octets.count > 4 && octets[0] == UInt8(ascii: "H") && octets[..<5].elementsEqual("HEAD ".utf8)
    }

    private mutating func skipEmptyLines(_ octets: UnsafeRawBufferPointer, _ index: inout Int) throws(HTTPFailure) {
        while !hasBegun, index < octets.count {
            let octet = octets[index]
            if stage == .startLineFeed {
                guard octet == Octet.lineFeed else { throw .malformed("a CR without its LF", offset: 1) }
                emptyLines += 1
                guard emptyLines <= Self.maxEmptyLines else {
                    throw .malformed("too many empty lines before the request line", offset: 0)
                }
                stage = .start
                index += 1
            } else if octet == Octet.carriageReturn {
                stage = .startLineFeed
                index += 1
            } else {
                stage = .requestLine
            }
        }
    }

    /// Reads every line that is there; true when the head is complete, and `lineStart` is then where it ends.
    private mutating func scan(_ head: UnsafeRawBufferPointer) throws(HTTPFailure) -> Bool {
        guard let base = head.baseAddress else { return false }
        let end = min(head.count, maxHeaderBytes)
        var controls = ControlOctets(base, from: min(scanned, end), to: end)
        while true {
            let index = controls.first(from: scanned)
            guard index &+ 1 < end, head[index] == Octet.carriageReturn, head[index &+ 1] == Octet.lineFeed,
                stage == .fields || index <= maxRequestLineBytes
            else {
                guard try goesOn(head, at: index) else { return false }
                continue
            }
            let start = lineStart
            lineStart = index &+ 2
            scanned = lineStart
            if stage == .requestLine {
                line = try RequestLine(head, end: index)
                stage = .fields
            } else if index == start {
                return true
            } else {
                guard fieldCount < maxHeaderFields else { throw .tooManyFields(limit: maxHeaderFields) }
                try readField(head, start..<index)
            }
        }
    }

    /// What is to be said of the control octet at `index`, or of the end there, where that ends no line: the line goes on
    /// behind a tab in the field section, or has not come whole (false), or is refused.
    private mutating func goesOn(_ head: UnsafeRawBufferPointer, at index: Int) throws(HTTPFailure) -> Bool {
        let inRequestLine = stage == .requestLine
        let stop = inRequestLine ? min(maxHeaderBytes, maxRequestLineBytes + 1) : maxHeaderBytes
        let end = min(head.count, stop)
        if !inRequestLine, fieldCount >= maxHeaderFields, lineStart < end, head[lineStart] != Octet.carriageReturn {
            throw .tooManyFields(limit: maxHeaderFields)
        }
        guard index < end else {
            scanned = end
            guard head.count >= stop else { return false }
            throw inRequestLine
                ? .requestLineTooLong(limit: min(maxRequestLineBytes, maxHeaderBytes))
                : .headerTooLarge(limit: maxHeaderBytes)
        }
        switch head[index] {
        case Octet.carriageReturn:
            guard index + 1 < maxHeaderBytes else { throw .headerTooLarge(limit: maxHeaderBytes) }
            guard index + 1 < head.count else {
                scanned = index
                return false
            }
            throw .malformed("a CR without its LF", offset: index)
        case Octet.tab where !inRequestLine:
            scanned = index + 1
            return true
        case Octet.lineFeed:
            throw .malformed("a line has to end in CR LF, not in LF alone", offset: index)
        default:
            throw .malformed("a control character", offset: index)
        }
    }

    @inline(__always)
    private mutating func readField(_ head: UnsafeRawBufferPointer, _ range: Range<Int>) throws(HTTPFailure) {
        let field = try FieldLine(head, range)
        if field.known != nil { try facts.note(head, field) }
        if fieldCount < fields.count { fields[fieldCount] = field } else { fields.append(field) }
        fieldCount &+= 1
    }

    /// Makes the head of what was read, and starts anew behind it.
    private mutating func finish(_ octets: UnsafeRawBufferPointer) -> Outcome {
        let framing: RequestHead.Framing
        do throws(HTTPFailure) {
            try facts.checkHost(line.version)
            framing = try facts.framing(line.version)
        } catch {
            return .failed(error)
        }
        let isNew = line.version == .http11
        let head = RequestHead(
            line, UnsafeRawBufferPointer(rebasing: octets[..<lineStart]), fields[..<fieldCount], facts.names,
            framing: framing,
            keepsAlive: isNew ? !facts.close : facts.keepAlive && !facts.close,
            expectsContinue: isNew && facts.expectsContinue)
        let refused = isNew && facts.expectsOther
        stage = .start
        emptyLines = 0
        lineStart = 0
        scanned = 0
        facts = FieldFacts()
        fieldCount = 0
        return refused ? .refused(.unsupportedExpectation, head) : .complete(head)
    }
}
