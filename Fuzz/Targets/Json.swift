import LossWire
import SoftmaxLoss

/// A whole request body: it is refused as not being JSON exactly where ``ReferenceJSON`` refuses it, at an octet that
/// makes it so; what is wrong with its values is said of places that exist; and what is accepted has the numbers that
/// the C library reads in the text, in a shape that they fill.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzJSON(_ start: UnsafeRawPointer?, _ count: Int) -> CInt {
    let octets = UnsafeRawBufferPointer(start: start, count: count)
    var reference = ReferenceJSON(octets)
    let tree = reference.parse()
    do throws(LossWireError) {
        _ = try? LossRequest(json: octets, for: .partials)
        let request = try LossRequest(json: octets)
        guard let tree else { fatalError("this is not JSON, and was taken") }
        checkRequest(request, tree)
    } catch {
        switch error {
        case .syntax(let what, let offset):
            // Levels are counted from where a value is read over, which may be in up to three others.
            check(tree == nil || reference.maximumDepth > 64, "this is JSON, and was not taken: \(what) at \(offset)")
            checkOffset(offset, octets)
        case .invalid(let issues):
            guard let tree else { fatalError("this is not JSON: \(issues)") }
            checkIssues(issues, tree)
        case .outOfMemory: fatalError("out of memory")
        }
    }
    return 0
}

/// Up to the octet that does not fit there is nothing that does not.
private func checkOffset(_ offset: Int, _ octets: UnsafeRawBufferPointer) {
    check((0...octets.count).contains(offset), "offset \(offset)")
    let error: LossWireError? = withCopy(of: octets[..<offset]) { prefix in
        do throws(LossWireError) {
            _ = try LossRequest(json: prefix)
            return nil
        } catch {
            return error
        }
    }
    if case .syntax(let what, let earlier) = error {
        check(earlier == offset, "\(what) at \(earlier), which is before \(offset)")
    }
}

private func checkIssues(_ issues: InputIssues, _ tree: JSONTree) {
    check(!issues.listed.isEmpty && issues.listed.count == min(issues.count, 100), "\(issues.count) issues")
    for issue in issues.listed {
        let tokens = issue.pointer.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        check(tokens.first?.isEmpty ?? true, "pointer \(issue.pointer)")
        let path = tokens.dropFirst().map { unescaped(Array($0), issue.pointer) }
        check(tree.has(path[...]), "\(issue.pointer) leads nowhere")
        check(!issue.detail.isEmpty, "nothing is said of \(issue.pointer)")
    }
}

/// RFC 6901 §4.
private func unescaped(_ token: [UInt8], _ pointer: String) -> [UInt8] {
    var text: [UInt8] = []
    var rest = token[...]
    while let octet = rest.popFirst() {
        guard octet == UInt8(ascii: "~") else {
            text.append(octet)
            continue
        }
        let escaped = rest.popFirst()
        check(escaped == UInt8(ascii: "0") || escaped == UInt8(ascii: "1"), "pointer \(pointer)")
        text.append(UInt8(ascii: escaped == UInt8(ascii: "0") ? "~" : "/"))
    }
    return text
}

private func checkRequest(_ request: LossRequest, _ tree: JSONTree) {
    switch request {
    case .batch(let batch): checkBatch(batch, tree)
    case .batches(let batches):
        guard case .list(let trees)? = tree["batches"], trees.count == batches.count, !trees.isEmpty else {
            fatalError("\(batches.count) batches")
        }
        for (batch, tree) in zip(batches, trees) { checkBatch(batch, tree) }
    }
}

private func checkBatch(_ batch: BatchRequest, _ tree: JSONTree) {
    guard let logits = tree["logits"], let dimensions = logits.dimensions else {
        fatalError("a batch without tensors")
    }
    let shape = batch.shape
    let nesting = shape.dimensions.firstIndex(of: 0).map { Array(shape.dimensions[...$0]) } ?? shape.dimensions
    check(dimensions == nesting || dimensions == [shape.elementCount], "\(dimensions) for \(shape)")
    check(shape.classOffset + shape.classCount <= shape.totalClassCount, "\(shape)")
    checkElements(batch.logits, logits)
    for (name, storage) in [
        ("class_weights", batch.classWeights), ("position_weights", batch.positionWeights),
        ("max", batch.merged?.maximum), ("sum_exp", batch.merged?.sum),
    ] {
        guard let storage else { continue }
        check(storage.elements.map(\.canonicalBits) == (tree[name]?.leaves.map(\.float64) ?? []), name)
        check(storage.count == (name == "class_weights" ? shape.totalClassCount : shape.positionCount), name)
    }
    switch batch.truth {
    case .labels(let storage): checkLabels(storage, batch, tree)
    case .targets(let targets):
        guard let tree = tree["targets"] else { fatalError("targets from nowhere") }
        checkElements(targets, tree)
        check(tree.leaves.count == shape.elementCount, "\(tree.leaves.count) targets for \(shape)")
        check(batch.options.ignoreLabel == nil && batch.census.validCount == shape.positionCount, "\(batch.census)")
    }
}

private func checkElements(_ tensor: LogitsTensor, _ tree: JSONTree) {
    switch tensor {
    case .float32(let storage):
        check(storage.elements.map(\.canonicalBits) == tree.leaves.map(\.float32), "elements \(storage.elements)")
    case .float64(let storage):
        check(storage.elements.map(\.canonicalBits) == tree.leaves.map(\.float64), "elements \(storage.elements)")
    }
}

private func checkLabels(_ storage: TensorStorage<Int64>, _ batch: BatchRequest, _ tree: JSONTree) {
    let expected = tree["labels"]?.leaves.map { Double(bitPattern: $0.float64) }
    check(storage.elements.map(Double.init) == expected, "labels \(storage.elements)")
    check(storage.count == batch.shape.positionCount, "\(storage.count) labels for \(batch.shape)")
    let ignored = batch.options.ignoreLabel
    let classes = 0..<Int64(batch.shape.totalClassCount)
    let isInRange = storage.elements.allSatisfy { $0 == ignored || classes.contains($0) }
    check(isInRange && batch.census.invalidCount == 0, "a label outside the classes")
    check(batch.census.validCount == storage.elements.count { $0 != ignored }, "\(batch.census)")
}
