import HTTPWire

/// What a connection made of one request head, for comparison, and against what the head's octets say to a reader that
/// splits lines and words and knows nothing of parsers.
struct HeadFacts: Equatable {
    var method: String
    var path: String
    var query: String?
    var isOld: Bool
    var framing: RequestHead.Framing
    var keepsAlive: Bool
    var expectsContinue: Bool
    var names: [String]
    var values: [String]

    init(_ head: RequestHead) {
        method = head.method.rawValue
        path = head.path
        query = head.query
        isOld = head.version == .http10
        framing = head.framing
        keepsAlive = head.keepsAlive
        expectsContinue = head.expectsContinue
        names = head.fields.map(\.name)
        values = head.fields.map(\.value)
    }

    /// Everything has to follow from `raw`, the octets from the end of the message before to the end of this head.
    func verify(against raw: UnsafeRawBufferPointer, _ limits: HTTPLimits) {
        var lines = Self.lines(raw)
        let emptyLines = lines.prefix { $0.isEmpty }.count
        check(emptyLines <= 4, "\(emptyLines) empty lines before a request line")
        lines.removeFirst(emptyLines)
        check(lines.count >= 2 && lines.firstIndex(of: []) == lines.count - 1, "the head does not end where it ends")
        check(raw.count - 2 * emptyLines <= limits.maxHeaderBytes, "the head is too long")
        check(lines[0].count <= limits.maxRequestLineBytes, "the request line is too long")
        checkRequestLine(lines[0])
        let fields = lines.dropFirst().dropLast().map(Self.field)
        check(fields.count <= limits.maxHeaderFields, "too many fields")
        check(names == fields.map { Self.text($0.name) }, "names \(names)")
        check(values == fields.map { Self.text($0.value) }, "values \(values)")
        checkMeaning { name in
            fields.filter { Grammar.lowered($0.name) == Array(name.utf8) }.map(\.value)
        }
    }

    private func checkRequestLine(_ line: [UInt8]) {
        let words = line.split(separator: 32, omittingEmptySubsequences: false).map(Array.init)
        check(words.count == 3 && words.allSatisfy { !$0.isEmpty }, "the request line is not three words")
        check(Grammar.isToken(words[0]) && Self.text(words[0]) == method, "method \(method)")
        check(
            words[1].allSatisfy { (0x21...0x7e).contains($0) && $0 != UInt8(ascii: "#") }, "the target's octets")
        var target = Self.text(words[1])
        let isURI = !target.hasPrefix("/") && target != "*"
        if isURI {
            let scheme = target.prefix { $0 != ":" }.lowercased()
            check(scheme == "http" || scheme == "https", "scheme \(scheme)")
            target = String(target.dropFirst(scheme.count + 3).drop { $0 != "/" && $0 != "?" })
        }
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let isServer = method == "OPTIONS" && (target == "*" || isURI && target.isEmpty)
        check(target != "*" || isServer, "* with \(method)")
        check(query == (parts.count == 2 ? String(parts[1]) : nil), "query \(query ?? "nil")")
        check(path == (isServer ? "*" : parts[0].isEmpty ? "/" : String(parts[0])), "path \(path)")
        let version = Self.text(words[2])
        check(version.hasPrefix("HTTP/1.") && version.utf8.count == 8, "version \(version)")
        check(isOld == (version == "HTTP/1.0"), "version \(version)")
    }

    /// What the fields say about the message and the connection.
    private func checkMeaning(_ values: (String) -> [[UInt8]]) {
        let hosts = values("host").count
        check(hosts == 1 || hosts == 0 && isOld, "\(hosts) hosts")
        let lengths = values("content-length")
        let codings = values("transfer-encoding").flatMap(Grammar.list)
        switch framing {
        case .none: check(lengths.isEmpty && codings.isEmpty, "there is content")
        case .length(let length):
            check(lengths.count == 1 && codings.isEmpty, "the length is not the only framing")
            let digits = lengths[0]
            check(!digits.isEmpty && digits.allSatisfy { 48...57 ~= $0 }, "Content-Length is not a number")
            let isHuge = digits.drop { $0 == 48 }.count > 19
            let number = digits.reduce(into: UInt128(0)) { $0 = isHuge ? 0 : $0 * 10 + UInt128($1 - 48) }
            check(length == (isHuge ? Int.max : Int(clamping: number)), "length \(length)")
        case .chunked:
            check(lengths.isEmpty && codings == [Array("chunked".utf8)] && !isOld, "not only chunked")
        }
        let connection = values("connection").flatMap(Grammar.list)
        let closes = connection.contains(Array("close".utf8))
        let keeps = connection.contains(Array("keep-alive".utf8))
        check(keepsAlive == (!closes && (keeps || !isOld)), "keepsAlive is \(keepsAlive)")
        let expects = values("expect").flatMap(Grammar.list).contains(Array("100-continue".utf8))
        check(expectsContinue == (expects && !isOld), "expectsContinue is \(expectsContinue)")
    }

    private static func text(_ octets: [UInt8]) -> String { String(decoding: octets, as: UTF8.self) }

    /// What stands between CR LF and CR LF; no CR or LF may be left over.
    private static func lines(_ raw: UnsafeRawBufferPointer) -> [[UInt8]] {
        var lines: [[UInt8]] = []
        var line: [UInt8] = []
        for octet in raw {
            if octet == Grammar.lineFeed {
                check(line.last == Grammar.carriageReturn, "a bare LF was taken")
                lines.append(line.dropLast())
                line = []
            } else {
                check(line.last != Grammar.carriageReturn, "a bare CR was taken")
                line.append(octet)
            }
        }
        check(line.isEmpty, "the head ends within a line")
        return lines
    }

    private static func field(_ line: [UInt8]) -> (name: [UInt8], value: [UInt8]) {
        let name = Array(line.prefix { $0 != UInt8(ascii: ":") })
        check(name.count < line.count && Grammar.isToken(name), "a line without a name")
        let value = Grammar.trimmed(line[(name.count + 1)...])
        check(value.allSatisfy(Grammar.isFieldContent), "a control octet in a value")
        return (name, value)
    }
}
