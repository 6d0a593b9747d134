import HTTPWire

/// Chunked content: however it is cut up, the decoder gives the data, the end or the failure that ``ReferenceChunks``
/// gives, at the same octet.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzChunked(_ start: UnsafeRawPointer?, _ count: Int) -> CInt {
    var input = FuzzInput(start, count)
    let limits = HTTPLimits(input.choice())
    let seed = input.choice()
    let octets = input.rest
    let expected = ReferenceChunks.decode(octets, limits)
    for cutting in Cutting.all(seed) {
        let decoded = decode(octets, cutting.ends(octets.count), limits)
        check(decoded == expected, "\(cutting): \(decoded), and it should be \(expected)")
    }
    return 0
}

private func decode(_ octets: UnsafeRawBufferPointer, _ ends: [Int], _ limits: HTTPLimits) -> ChunkedContent {
    var decoder = ChunkedDecoder(limits: limits)
    var content = ChunkedContent()
    for end in ends {
        withCopy(of: octets[content.taken..<end]) { feed($0, to: &decoder, &content) }
        if content.outcome != .more { break }
        check(content.taken == end, "more is wanted, and \(end - content.taken) octets were left")
    }
    check(decoder.isFinished == (content.outcome == .end), "finished is \(decoder.isFinished)")
    if content.outcome == .end { check(decoder.total == content.data.count, "\(decoder.total) octets were announced") }
    return content
}

private func feed(_ piece: UnsafeRawBufferPointer, to decoder: inout ChunkedDecoder, _ content: inout ChunkedContent) {
    var index = 0
    defer { content.taken += index }
    do throws(HTTPFailure) {
        while true {
            let before = index
            let step = try decoder.step(piece, from: &index)
            check(before <= index && index <= piece.count, "moved from \(before) to \(index) of \(piece.count)")
            switch step {
            case .incomplete: return
            case .data(let range):
                check(before <= range.lowerBound && range.upperBound == index && !range.isEmpty, "\(range)")
                content.data += piece[range]
            case .end:
                content.outcome = .end
                return
            }
        }
    } catch {
        content.outcome = .failed(error.status.code)
    }
}
