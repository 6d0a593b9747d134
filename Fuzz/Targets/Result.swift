@testable import LossWire
@testable import SoftmaxLoss

/// A result: written in parts or whole it is the same octets, within the room reckoned for them; they are JSON; its
/// tensors read back, by the C library, as the bits that were written, and have no more digits than the standard
/// library writes.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzResult(_ start: UnsafeRawPointer?, _ count: Int) -> CInt {
    var input = FuzzInput(start, count)
    let partLength = 1 + Int(input.number(UInt16.self))
    if input.choice() & 1 == 1 {
        let (result, elements) = makeResult(
            &input, Double.self, { Double(bitPattern: $0.number(UInt64.self)) }, LogitsTensor.float64,
            ResultTensor.Elements.float64)
        checkText(of: result, partLength, elements, Double(result.summary.loss).canonicalBits) {
            $0.float64
        }
    } else {
        let (result, elements) = makeResult(
            &input, Float.self, { Float(bitPattern: $0.number(UInt32.self)) }, LogitsTensor.float32,
            ResultTensor.Elements.float32)
        checkText(of: result, partLength, elements, Float(result.summary.loss).canonicalBits) {
            $0.float32
        }
    }
    return 0
}

/// A result with whatever bits the input has, and the elements of its larger tensors; the smaller one has the first of
/// them.
private func makeResult<Scalar: LossScalar & BitwiseCopyable>(
    _ input: inout FuzzInput, _ type: Scalar.Type, _ element: (inout FuzzInput) -> Scalar,
    _ logits: (TensorStorage<Scalar>) -> LogitsTensor,
    _ typed: (TensorStorage<Scalar>) -> ResultTensor.Elements
) -> (result: BatchResult, elements: [Scalar]) {
    var dimensions = (0..<Int(input.choice() % 5)).map { _ in 1 + Int(input.choice() % 4) }
    let (axis, repetitions, options) = (input.choice(), input.choice(), makeOptions(&input))
    let chosen = Int(input.choice()) | Int(input.choice()) << 8
    let outputs = OutputName.askable.enumerated().filter { chosen & 1 << $0.offset != 0 }.map(\.element)
    let layout = TensorLayout.allCases[Int(input.choice() & 1)]
    let sums = (0..<3).map { _ in Double(bitPattern: input.number(UInt64.self)) }
    var summary = LossSummary(
        lossSum: sums[0], zLossSum: sums[0], normalizer: sums[1], normalization: nil, validCount: 0,
        weightSum: sums[2], clampedCount: 0, nonFiniteCount: Int(input.number(Int64.self)), correctCount: 0)
    var elements: [Scalar] = []
    repeat { elements.append(element(&input)) } while !input.rest.isEmpty

    // Now and then the input's elements again and again, for flat tensors of more than one row.
    let inner = dimensions.reduce(1, *)
    let outer = max((repetitions == 0xff ? 1100 : elements.count) / inner, 1)
    dimensions.insert(outer, at: 0)
    elements = (0..<outer * inner).map { elements[$0 % elements.count] }
    guard let shape = try? LogitsShape(dimensions, axis: Int(axis) % dimensions.count) else {
        fatalError("no shape: \(dimensions)")
    }
    summary.validCount = shape.positionCount

    let storage = tensor(elements)
    let small = tensor(elements.prefix(shape.positionCount))
    let labels = tensor([Int64](repeating: 0, count: shape.positionCount))
    let request = BatchRequest(
        endpoint: outputs.contains(.loss) || outputs.contains(.scale) ? .loss : .partials, logits: logits(storage),
        shape: shape, truth: .labels(labels),
        census: LabelCensus(labels.elements, classCount: shape.classCount, ignoreLabel: nil), options: options,
        outputs: OutputNames(outputs), layout: layout)
    var tensors: [ResultTensor] = []
    func add(
        _ output: OutputName, as name: OutputName? = nil, _ elements: ResultTensor.Elements, isPerPosition: Bool = true
    ) {
        guard outputs.contains(output) else { return }
        tensors.append(ResultTensor(name ?? output, elements, isPerPosition: isPerPosition))
    }
    let reals = tensor(elements.prefix(shape.positionCount).map { Double($0) })
    let flags = tensor(reals.elements.map { $0 > 0 })
    add(.elementLosses, typed(small))
    add(.max, .float64(reals))
    add(.correct, .booleans(flags))
    add(.sumExp, as: .targetLogit, .optionals(reals, flags))
    add(.predictions, .indices(tensor(reals.elements.map { $0 > 0 ? Int64(clamping: $0.exponent) : -1 })))
    add(.probabilities, typed(storage), isPerPosition: false)
    return (BatchResult(request: request, summary: summary, tensors: tensors), elements)
}

private func tensor<Element: BitwiseCopyable>(_ elements: some Collection<Element>) -> TensorStorage<Element> {
    guard let tensor = try? TensorStorage<Element>(uninitialized: elements.count) else { fatalError("out of memory") }
    _ = UnsafeMutableBufferPointer(start: tensor.base, count: tensor.count).initialize(from: elements)
    return tensor
}

private func makeOptions(_ input: inout FuzzInput) -> LossOptions {
    let choice = input.choice()
    let modes = Normalization.allCases
    let divisor: LossOptions.Divisor =
        choice & 1 == 0 ? .explicit(2) : .normalization(modes[Int(choice >> 2) % modes.count])
    let ignoreLabel = choice & 2 == 0 ? nil : input.number(Int64.self)
    guard let options = try? LossOptions(ignoreLabel: ignoreLabel, divisor: divisor) else { fatalError("no options") }
    return options
}

private func checkText<Scalar: ComparableBits>(
    of result: BatchResult, _ partLength: Int, _ elements: [Scalar], _ loss: Scalar.Bits,
    _ bits: (JSONTree) -> Scalar.Bits
) {
    let whole = encode(result.maximumJSONLength) { result.encodeJSON(into: $0) }
    var joined: [UInt8] = []
    for part in result.jsonParts(of: partLength) {
        joined += encode(part.maximumLength) { result.encodeJSON(part, into: $0) }
    }
    check(joined == whole, "the parts do not make the whole")
    let tree = whole.withUnsafeBytes { octets in
        var reference = ReferenceJSON(octets)
        return reference.parse()
    }
    guard let tree else { fatalError("this is not JSON: \(String(decoding: whole, as: UTF8.self))") }

    let request = result.request
    let shape = request.shape
    if request.endpoint == .loss {
        check(tree["loss"].map(bits) == (request.outputs.contains(.loss) ? loss : nil), "loss")
        check(tree["loss_sum"]?.float64 == result.summary.lossSum.canonicalBits, "loss_sum")
        check(tree["normalizer"]?.float64 == result.summary.normalizer.canonicalBits, "normalizer")
    }
    check(tree["weight_sum"]?.float64 == result.summary.weightSum.canonicalBits, "weight_sum")
    var requested: [String] = []
    result.forEachTensor { requested.append($0.name.rawValue) }
    for (name, dimensions, count) in [
        ("gradients", shape.dimensions, shape.elementCount), ("probabilities", shape.dimensions, shape.elementCount),
        ("element_losses", shape.positionDimensions, shape.positionCount),
    ] {
        guard let tensor = tree[name] else {
            check(!requested.contains(name), "\(name) is missing")
            continue
        }
        check(requested.contains(name), "\(name) was not asked for")
        check(tensor.dimensions == (request.layout == .flat ? [count] : dimensions), "\(name) has another shape")
        let (expected, leaves) = (elements.prefix(count), tensor.leaves)
        check(leaves.map(bits) == expected.map(\.canonicalBits), "\(name) has other elements")
        check(leaves.map(\.digits) == expected.map(\.description.digits), "\(name) has other digits")
    }
}

/// What `write` puts into memory of exactly this size.
private func encode(_ maximumLength: Int, _ write: (UnsafeMutableRawBufferPointer) -> Int) -> [UInt8] {
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: maximumLength, alignment: 1)
    defer { memory.deallocate() }
    return Array(memory[..<write(memory)])
}
