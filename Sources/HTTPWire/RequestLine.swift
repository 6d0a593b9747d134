/// `method SP request-target SP HTTP-version`, checked and taken apart (RFC 9112 §3).
///
/// It judges in one order, whatever is wrong beside: syntax (400), version (505), method (501), the target's form for
/// that method (400).
struct RequestLine: Sendable {
    var method = HTTPMethod.get
    var target = RequestHead.Target.root
    /// Where the query is, without its question mark.
    var query: Range<Int>?
    /// The target is an `https` URI.
    var isSecured = false
    var version = RequestHead.Version.http11

    init() {}

    /// Reads `head[0..<end]`, in which there are no control octets.
    init(_ head: UnsafeRawBufferPointer, end: Int) throws(HTTPFailure) {
        var index = 0
        while index < end, Octet.isToken(head[index]) { index &+= 1 }
        guard index > 0, index < end, head[index] == Octet.space else {
            throw .malformed("the request line does not start with a method and one space", offset: index)
        }
        let methodEnd = index
        let start = index &+ 1
        let (question, targetEnd) = try Self.endOfTarget(head, from: start, to: end)
        guard targetEnd > start else { throw .malformed("the request target is missing", offset: start) }
        version = try Self.version(head, from: targetEnd, to: end)
        guard let method = Self.method(head, methodEnd), method != .connect else { throw .unknownMethod }
        self.method = method
        try readTarget(head, start..<targetEnd, question)
    }

    /// Where the first question mark and the end are.
    private static func endOfTarget(
        _ head: UnsafeRawBufferPointer, from start: Int, to end: Int
    ) throws(HTTPFailure) -> (question: Int?, end: Int) {
        guard let base = head.baseAddress else { return (nil, end) }
        var question: Int?
        var place = start
        while place < end {
            var ends = Octet.targetEnds(at: base + place, count: head.count &- place)
            while ends != 0 {
                let index = place &+ ends.trailingZeroBitCount
                guard index < end, head[index] != Octet.space else { return (question, min(index, end)) }
                guard head[index] == Octet.question else {
                    throw .malformed("an octet that no request target may have in it", offset: index)
                }
                if question == nil { question = index }
                ends &= ends &- 1
            }
            place &+= 64
        }
        return (question, end)
    }

    private mutating func readTarget(
        _ head: UnsafeRawBufferPointer, _ target: Range<Int>, _ question: Int?
    ) throws(HTTPFailure) {
        var pathStart = target.lowerBound
        let pathEnd = question ?? target.upperBound
        if head[pathStart] != Octet.slash {
            if target.count == 1, head[pathStart] == UInt8(ascii: "*") {
                guard method == .options else {
                    throw .malformed("only OPTIONS may ask for *", offset: pathStart)
                }
                self.target = .server
                return
            }
            pathStart = try endOfAuthority(head, target)
        }
        if let question { query = question + 1..<target.upperBound }
        if pathStart < pathEnd {
            self.target = .path(pathStart..<pathEnd)
        } else if method == .options, query == nil {
            // RFC 9112 §3.2.4: OPTIONS with neither path nor query is meant for the server as a whole.
            self.target = .server
        }
    }

    /// Where the path, the query or the end follows the authority of an absolute-form target (RFC 9112 §3.2.2).
    private mutating func endOfAuthority(
        _ head: UnsafeRawBufferPointer, _ target: Range<Int>
    ) throws(HTTPFailure) -> Int {
        let start = target.lowerBound
        let authority: Int
        if target.count > 7, Octet.matches(head, start, 7, "http://") {
            authority = start + 7
        } else if target.count > 8, Octet.matches(head, start, 8, "https://") {
            authority = start + 8
            isSecured = true
        } else {
            throw .malformed("the request target is neither a path nor an http URI", offset: start)
        }
        var end = authority
        while end < target.upperBound, head[end] != Octet.slash, head[end] != Octet.question { end += 1 }
        guard Authority.isValid(head, authority..<end) else {
            throw .malformed("the request target's host is not valid", offset: authority)
        }
        return end
    }

    /// Reads ` HTTP/1.x`, which has to be all there is from `start` to `end`.
    private static func version(
        _ head: UnsafeRawBufferPointer, from start: Int, to end: Int
    ) throws(HTTPFailure) -> RequestHead.Version {
        guard end - start == 9, Octet.equal(head, start, 6, " HTTP/"), Octet.isDigit(head[start + 6]),
            head[start + 7] == UInt8(ascii: "."), Octet.isDigit(head[start + 8])
        else { throw .malformed("the request line does not end in one space and HTTP/1.1", offset: start) }
        guard head[start + 6] == UInt8(ascii: "1") else { throw .unsupportedVersion }
        return head[start + 8] == UInt8(ascii: "0") ? .http10 : .http11
    }

    /// Methods are case-sensitive (RFC 9110 §9.1).
    private static func method(_ head: UnsafeRawBufferPointer, _ count: Int) -> HTTPMethod? {
        func matches(_ method: StaticString) -> Bool { Octet.equal(head, 0, count, method) }
        switch count {
        case 3: return matches("GET") ? .get : matches("PUT") ? .put : nil
        case 4: return matches("POST") ? .post : matches("HEAD") ? .head : nil
        case 5: return matches("PATCH") ? .patch : matches("TRACE") ? .trace : nil
        case 6: return matches("DELETE") ? .delete : nil
        case 7: return matches("OPTIONS") ? .options : matches("CONNECT") ? .connect : nil
        default: return nil
        }
    }
}
