import LossWire
import SoftmaxLoss

/// A request of the Open Inference Protocol: JSON with tensors behind it. Wherever it lies in memory it is the same batch
/// or the same error; what is taken has the numbers that are in its octets, each tensor where those before it end, and
/// nothing is left over.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzInfer(_ start: UnsafeRawPointer?, _ count: Int) -> CInt {
    var input = FuzzInput(start, count)
    let choice = input.choice()
    let endpoint = choice & 0x80 == 0 ? LossEndpoint.loss : .partials
    let octets = input.rest
    // No length, that of the JSON, or another one.
    let length: Int? =
        switch choice & 0x7f {
        case 0: endOfObject(octets)
        case 1: nil
        default: Int(choice & 0x7f)
        }
    let readings = [0, 1, 3].map { shift in reading(octets, length, endpoint, shift) }
    for other in readings.dropFirst() {
        check(other.facts == readings[0].facts && other.error == readings[0].error, "another place, another batch")
    }
    if let error = readings[0].error { checkError(error, count: octets.count) }
    guard let facts = readings[0].facts else { return 0 }
    var reference = ReferenceJSON(UnsafeRawBufferPointer(rebasing: octets[..<(length ?? octets.count)]))
    guard let tree = reference.parse(), case .list(let inputs)? = tree["inputs"] else {
        fatalError("this is not JSON with inputs, and was taken")
    }
    checkOctets(inputs, octets, length ?? octets.count, facts)
    return 0
}

private func reading(
    _ octets: UnsafeRawBufferPointer, _ length: Int?, _ endpoint: LossEndpoint, _ shift: Int
) -> (facts: BatchFacts?, error: LossWireError?) {
    let content = OwnedOctets(octets, shift: shift)
    do throws(LossWireError) {
        let request = try InferRequest(content.bytes, headerLength: length, owner: content, for: endpoint)
        return (BatchFacts(request.batch), nil)
    } catch {
        return (nil, error)
    }
}

/// Behind the brace that closes the first one; strings are read over.
private func endOfObject(_ octets: UnsafeRawBufferPointer) -> Int {
    var (depth, isInString, isEscaped) = (0, false, false)
    for (index, octet) in octets.enumerated() {
        if isInString {
            if isEscaped {
                isEscaped = false
            } else if octet == UInt8(ascii: "\\") {
                isEscaped = true
            } else if octet == UInt8(ascii: "\"") {
                isInString = false
            }
            continue
        }
        switch octet {
        case UInt8(ascii: "\""): isInString = true
        case UInt8(ascii: "{"): depth += 1
        case UInt8(ascii: "}"):
            depth -= 1
            if depth == 0 { return index + 1 }
        default: break
        }
    }
    return octets.count
}

private func checkOctets(_ inputs: [JSONTree], _ octets: UnsafeRawBufferPointer, _ end: Int, _ facts: BatchFacts) {
    var next = end
    for input in inputs {
        guard case .string(let type)? = input["datatype"], case .string(let name)? = input["name"] else {
            fatalError("a tensor without a type or a name")
        }
        guard case .number(let digits)? = input["parameters"]?["binary_data_size"],
            let size = Double(String(decoding: digits, as: UTF8.self)).map({ Int($0) })
        else { continue }
        check(size <= octets.count - next, "a tensor of \(size) octets, and \(octets.count - next) are left")
        let datatype = String(decoding: type, as: UTF8.self)
        if name == Array("logits".utf8), size > 0 {
            let width = size / max(facts.logits.count, 1)
            for index in facts.logits.indices {
                let number = referenceNumber(
                    Array(octets[(next + width * index)..<(next + width * (index + 1))]), datatype)
                let bits = datatype == "FP64" ? number.canonicalBits : UInt64(Float(number).canonicalBits)
                check(bits == facts.logits[index], "logit \(index) is \(facts.logits[index]), and was \(number)")
            }
        }
        next += size
    }
    check(next == octets.count, "\(octets.count - next) octets are left over")
}
