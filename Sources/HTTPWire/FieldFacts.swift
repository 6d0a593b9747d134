/// What the fields of one head say about the message and the connection, gathered as the fields go by, so that nobody
/// has to look for them again: Host, Content-Length, Transfer-Encoding, Connection, Expect.
struct FieldFacts: Sendable {
    /// Those that are there.
    private(set) var names = FieldName.Group()
    /// Content-Length; `Int.max` for one that is larger than any length.
    private var contentLength: Int?
    private var hasChunked = false
    private var hasOtherCoding = false
    private(set) var close = false
    private(set) var keepAlive = false
    private(set) var expectsContinue = false
    private(set) var expectsOther = false

    mutating func note(_ head: UnsafeRawBufferPointer, _ field: FieldLine) throws(HTTPFailure) {
        guard let name = field.known else { return }
        let isFirst = !names.contains(name)
        names.insert(name)
        switch name {
        case .host:
            guard isFirst else { throw .malformed("more than one Host", offset: field.name.lowerBound) }
            // RFC 9112 §3.2: empty where the target has no authority.
            guard field.value.isEmpty || Authority.isValid(head, field.value) else {
                throw .malformed("Host is not a host with an optional port", offset: field.value.lowerBound)
            }
        case .expect:
            forEachMember(of: head, field.value) { facts, member in
                if Octet.matches(head, member.lowerBound, member.count, "100-continue") {
                    facts.expectsContinue = true
                } else {
                    facts.expectsOther = true
                }
            }
        case .connection:
            forEachMember(of: head, field.value) { facts, option in
                if Octet.matches(head, option.lowerBound, option.count, "close") { facts.close = true }
                if Octet.matches(head, option.lowerBound, option.count, "keep-alive") { facts.keepAlive = true }
            }
        case .contentLength:
            guard isFirst else { throw .malformed("more than one Content-Length", offset: field.name.lowerBound) }
            contentLength = try Self.length(head, field.value)
        case .transferEncoding: try noteCodings(head, field.value)
        case .accept, .acceptEncoding, .authorization, .contentEncoding, .contentType, .inferenceHeaderContentLength,
            .requestID:
            break
        }
    }

    func checkHost(_ version: RequestHead.Version) throws(HTTPFailure) {
        guard names.contains(.host) || version == .http10 else {
            throw .malformed("a request needs a Host", offset: nil)
        }
    }

    /// How the content's end is known. Two answers to that, or half an answer, is an attack or a fault (RFC 9112 §6.3).
    func framing(_ version: RequestHead.Version) throws(HTTPFailure) -> RequestHead.Framing {
        guard names.contains(.transferEncoding) else { return contentLength.map { .length($0) } ?? .none }
        guard contentLength == nil else {
            throw .malformed("Content-Length and Transfer-Encoding in one message", offset: nil)
        }
        guard version == .http11 else { throw .malformed("Transfer-Encoding in HTTP/1.0", offset: nil) }
        // RFC 9112 §6.3: without chunked at the end nobody knows where the content ends.
        guard hasChunked else { throw .malformed("the last transfer coding is not chunked", offset: nil) }
        guard !hasOtherCoding else { throw .unknownTransferCoding }
        return .chunked
    }

    /// `1*DIGIT`: no sign, no list.
    private static func length(_ head: UnsafeRawBufferPointer, _ range: Range<Int>) throws(HTTPFailure) -> Int {
        guard !range.isEmpty else { throw .malformed("Content-Length is empty", offset: range.lowerBound) }
        var length = 0
        for index in range {
            guard Octet.isDigit(head[index]) else {
                throw .malformed("Content-Length is not a number", offset: index)
            }
            let (ten, tenOverflow) = length.multipliedReportingOverflow(by: 10)
            let (sum, sumOverflow) = ten.addingReportingOverflow(Int(head[index] &- 0x30))
            length = tenOverflow || sumOverflow || length == Int.max ? Int.max : sum
        }
        return length
    }

    private mutating func noteCodings(_ head: UnsafeRawBufferPointer, _ value: Range<Int>) throws(HTTPFailure) {
        var start = value.lowerBound
        while true {
            var comma = start
            while comma < value.upperBound, head[comma] != Octet.comma { comma += 1 }
            let coding = Self.trimmed(head, start..<comma)
            guard !hasChunked else {
                throw .malformed("chunked has to be the last transfer coding, and once", offset: coding.lowerBound)
            }
            var end = coding.lowerBound
            while end < coding.upperBound, Octet.isToken(head[end]) { end += 1 }
            let name = coding.lowerBound..<end
            guard !name.isEmpty else {
                throw .malformed("Transfer-Encoding is not a list of codings", offset: coding.lowerBound)
            }
            if Octet.matches(head, name.lowerBound, name.count, "chunked") {
                guard end == coding.upperBound else {
                    throw .malformed("chunked takes no parameters", offset: end)
                }
                hasChunked = true
            } else {
                // Parameters belong to a coding that is refused anyway.
                guard end == coding.upperBound || head[end] == Octet.semicolon || Octet.isBlank(head[end]) else {
                    throw .malformed("Transfer-Encoding is not a list of codings", offset: end)
                }
                hasOtherCoding = true
            }
            guard comma < value.upperBound else { return }
            start = comma + 1
        }
    }

    /// The members of a comma-separated list, but for empty ones (RFC 9110 §5.6.1.2).
    private mutating func forEachMember(
        of head: UnsafeRawBufferPointer, _ value: Range<Int>, _ body: (inout FieldFacts, Range<Int>) -> Void
    ) {
        var start = value.lowerBound
        while start < value.upperBound {
            var comma = start
            while comma < value.upperBound, head[comma] != Octet.comma { comma += 1 }
            let member = Self.trimmed(head, start..<comma)
            if !member.isEmpty { body(&self, member) }
            start = comma + 1
        }
    }

    private static func trimmed(_ head: UnsafeRawBufferPointer, _ range: Range<Int>) -> Range<Int> {
        var (start, end) = (range.lowerBound, range.upperBound)
        while start < end, Octet.isBlank(head[start]) { start += 1 }
        while end > start, Octet.isBlank(head[end - 1]) { end -= 1 }
        return start..<end
    }
}
