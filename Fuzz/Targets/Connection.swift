import HTTPWire

/// A connection, fed requests: it tells the same story however they are cut up; what it accepts follows from the octets
/// between the end of one message and the end of the next, read by a reader of another kind; and what it cannot read
/// ends it.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzConnection(_ start: UnsafeRawPointer?, _ count: Int) -> CInt {
    var input = FuzzInput(start, count)
    let limits = HTTPLimits(input.choice())
    let seed = input.choice()
    let octets = input.rest
    let story = ConnectionStory.tell(octets, limits, .whole, fillsBuffer: false)
    for cutting in Cutting.all(seed) {
        for fillsBuffer in [false, true] {
            let other = ConnectionStory.tell(octets, limits, cutting, fillsBuffer: fillsBuffer)
            check(other == story, "\(cutting), \(fillsBuffer): \(other), and whole \(story)")
        }
    }
    checkFraming(of: story, octets, limits)
    checkFailures(of: story)
    return 0
}

/// Every message lies where the one before it ends, and its content is what its head announces.
private func checkFraming(
    of story: [ConnectionStory.Event], _ octets: UnsafeRawBufferPointer, _ limits: HTTPLimits
) {
    var start = 0
    for (index, event) in story.enumerated() {
        guard case .head(let head, let end) = event else { continue }
        check(start <= end && end <= octets.count, "a head from \(start) to \(end)")
        head.verify(against: UnsafeRawBufferPointer(rebasing: octets[start..<end]), limits)
        let rest = UnsafeRawBufferPointer(rebasing: octets[end...])
        let expected = content(head.framing, rest, limits)
        switch story[index + 1] {
        case .content(let content, let contentEnd):
            check(expected.outcome == .end && (content ?? []) == expected.data, "content \(content ?? [])")
            check(expected.data.count <= limits.maxBodyBytes, "content past the limit")
            check(contentEnd == end + expected.taken, "content to \(contentEnd)")
        case .failure(let status): checkFailure(status, head, expected, limits)
        case .answer(let status, _, _, _): check(status == 404 && head.path.hasPrefix("/r"), "\(status) out of turn")
        case .head, .end: fatalError("a request without an answer")
        }
        // Where the content is too long or wrong no request may follow.
        start = expected.outcome == .end ? end + expected.taken : .max
    }
}

private func content(
    _ framing: RequestHead.Framing, _ rest: UnsafeRawBufferPointer, _ limits: HTTPLimits
) -> ChunkedContent {
    switch framing {
    case .none: return ChunkedContent(outcome: .end)
    case .length(let length):
        guard rest.count >= length else { return ChunkedContent(outcome: .more, taken: rest.count) }
        return ChunkedContent(data: Array(rest[..<length]), outcome: .end, taken: length)
    case .chunked: return ReferenceChunks.decode(rest, limits)
    }
}

/// Why a request whose head is good fails.
private func checkFailure(_ status: Int, _ head: HeadFacts, _ expected: ChunkedContent, _ limits: HTTPLimits) {
    switch (status, expected.outcome) {
    case (417, _): check(!head.expectsContinue || head.names.count > 1, "417 for an expectation that is known")
    case (_, .failed(status)), (400, .more): break
    case (413, _):
        guard case .length(let length) = head.framing else { fatalError("413 for \(head.framing)") }
        check(length > limits.maxBodyBytes, "413 for \(length)")
    default: fatalError("\(status) where \(expected.outcome) should be")
    }
}

/// A failure that leaves open where the next request begins is the last thing that is said.
private func checkFailures(of story: [ConnectionStory.Event]) {
    for (index, event) in story.enumerated() {
        guard case .failure(let status) = event else { continue }
        check([400, 413, 414, 417, 431, 501, 505].contains(status), "status \(status)")
        guard case .answer(status, _, let persistence, _) = story[index + 1] else { fatalError("no answer") }
        if persistence == .close { check(story[(index + 2)...] == [.end], "something follows a failure") }
        if status != 413, status != 417 { check(persistence == .close, "\(status) does not end the connection") }
    }
    for (index, event) in story.enumerated() where event == .end { check(index == story.count - 1, "more than an end") }
}
