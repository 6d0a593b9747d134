import LossWire
import SoftmaxLoss

/// A safetensors file: wherever it lies in memory it is the same batch or the same error; what is taken has tensors from
/// the start of its data to its end, without gap or overlap, and its logits are the numbers that lie there.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzSafetensors(_ start: UnsafeRawPointer?, _ count: Int) -> CInt {
    var input = FuzzInput(start, count)
    let choice = input.choice()
    let endpoint = choice & 1 == 0 ? LossEndpoint.loss : .partials
    // The length in front is that of the JSON, unless it is to be what it is.
    var octets = [UInt8](input.rest)
    if choice & 2 == 0, octets.count > 8 {
        let length = octets[8...].lastIndex(of: UInt8(ascii: "}")).map { $0 - 7 } ?? 0
        for index in 0..<8 { octets[index] = UInt8(truncatingIfNeeded: length >> (8 * index)) }
    }
    octets.withUnsafeBytes { octets in
        let readings = [0, 1, 3].map { shift in reading(octets, endpoint, shift) }
        for other in readings.dropFirst() {
            check(other.facts == readings[0].facts && other.error == readings[0].error, "another place, another batch")
        }
        if let error = readings[0].error { checkError(error, count: octets.count) }
        if let facts = readings[0].facts { checkData(octets, facts) }
    }
    return 0
}

private func reading(
    _ octets: UnsafeRawBufferPointer, _ endpoint: LossEndpoint, _ shift: Int
) -> (facts: BatchFacts?, error: LossWireError?) {
    let content = OwnedOctets(octets, shift: shift)
    do throws(LossWireError) {
        let request = try SafetensorsRequest(content.bytes, owner: content, for: endpoint)
        return (BatchFacts(request.batch), nil)
    } catch {
        return (nil, error)
    }
}

private func checkData(_ octets: UnsafeRawBufferPointer, _ facts: BatchFacts) {
    let length = octets[..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
    var reference = ReferenceJSON(UnsafeRawBufferPointer(rebasing: octets[8..<8 + length]))
    guard case .object(let members)? = reference.parse() else { fatalError("this is not JSON, and was taken") }
    var isCovered = [Bool](repeating: false, count: octets.count - 8 - length)
    for (name, value) in members where name != Array("__metadata__".utf8) {
        guard case .list(let offsets)? = value["data_offsets"], offsets.count == 2,
            case .string(let type)? = value["dtype"]
        else { fatalError("a tensor without a place or a type") }
        let places = offsets.map { Int(Double(bitPattern: $0.float64)) }
        for index in places[0]..<places[1] {
            check(!isCovered[index], "octet \(index) is that of two tensors")
            isCovered[index] = true
        }
        guard name == Array("logits".utf8), places[1] > places[0] else { continue }
        let datatype = String(decoding: type, as: UTF8.self)
        let width = (places[1] - places[0]) / facts.logits.count
        for index in facts.logits.indices {
            let start = 8 + length + places[0] + width * index
            let number = referenceNumber(Array(octets[start..<start + width]), datatype)
            let bits = datatype == "F64" ? number.canonicalBits : UInt64(Float(number).canonicalBits)
            check(bits == facts.logits[index], "logit \(index) is \(facts.logits[index]), and was \(number)")
        }
    }
    check(isCovered.allSatisfy { $0 }, "octets are no tensor's")
}
