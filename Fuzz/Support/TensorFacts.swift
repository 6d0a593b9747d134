@testable import LossWire

/// Content in memory of its own, which is exactly as long: what is read past its end is seen. It begins `shift` octets
/// behind a boundary.
final class OwnedOctets {
    private let base: UnsafeMutableRawPointer
    let bytes: UnsafeRawBufferPointer

    init(_ octets: UnsafeRawBufferPointer, shift: Int) {
        base = .allocate(byteCount: octets.count + shift, alignment: 64)
        let start = base + shift
        if let address = octets.baseAddress { start.copyMemory(from: address, byteCount: octets.count) }
        bytes = UnsafeRawBufferPointer(start: start, count: octets.count)
    }

    deinit { base.deallocate() }
}

/// What a decoded batch comes to, as bits, so that it can be held against another reading of the same octets.
struct BatchFacts: Equatable {
    var logits: [UInt64]
    var truth: [UInt64]
    var dimensions: [Int]
    var axis: Int
    var options: String
    var weights: [[UInt64]]

    init(_ batch: BatchRequest) {
        func bits(_ tensor: LogitsTensor) -> [UInt64] {
            switch tensor {
            case .float32(let storage): (0..<storage.count).map { UInt64(storage[$0].canonicalBits) }
            case .float64(let storage): (0..<storage.count).map { storage[$0].canonicalBits }
            }
        }
        logits = bits(batch.logits)
        switch batch.truth {
        case .labels(let labels): truth = labels.elements.map { UInt64(bitPattern: $0) }
        case .targets(let targets): truth = bits(targets)
        }
        dimensions = batch.shape.dimensions
        axis = batch.shape.axis
        options = "\(batch.options) \(batch.outputs) \(batch.endpoint)"
        weights = [
            batch.classWeights, batch.positionWeights, batch.merged?.maximum, batch.merged?.sum,
            batch.merged?.coefficientSum,
        ].map { $0?.elements.map(\.canonicalBits) ?? [] }
        checkBounds(batch)
    }

    private func checkBounds(_ batch: BatchRequest) {
        let shape = batch.shape
        check(logits.count == shape.elementCount, "\(logits.count) logits for \(shape)")
        check(weights[0].isEmpty || weights[0].count == shape.totalClassCount, "\(weights[0].count) class weights")
        for each in weights.dropFirst() {
            check(each.isEmpty || each.count == shape.positionCount, "\(each.count) numbers")
        }
        guard case .labels(let labels) = batch.truth else {
            return check(truth.count == shape.elementCount, "\(truth.count) targets for \(shape)")
        }
        check(labels.count == shape.positionCount, "\(labels.count) labels for \(shape)")
        let classes = 0..<Int64(shape.totalClassCount)
        check(
            labels.elements.allSatisfy { $0 == batch.options.ignoreLabel || classes.contains($0) },
            "a label outside the classes")
    }
}

/// The number of octets `size` that begin at `base`, by the definition of its format.
func referenceNumber(_ octets: [UInt8], _ datatype: String) -> Double {
    let bits = octets.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    func binary(_ exponentBits: Int, _ fractionBits: Int) -> Double {
        let fraction = bits & (1 << UInt64(fractionBits) - 1)
        let exponent = Int(bits >> UInt64(fractionBits) & (1 << UInt64(exponentBits) - 1))
        let sign: Double = bits >> UInt64(exponentBits + fractionBits) & 1 == 1 ? -1 : 1
        let bias = 1 << (exponentBits - 1) - 1
        if exponent == 1 << exponentBits - 1 { return fraction == 0 ? sign * .infinity : .nan }
        let significand = exponent == 0 ? fraction : fraction + 1 << UInt64(fractionBits)
        let power = Double(sign: .plus, exponent: max(exponent, 1) - bias - fractionBits, significand: 1)
        return sign * Double(significand) * power
    }
    return switch datatype {
    case "FP16", "F16": binary(5, 10)
    case "BF16": binary(8, 7)
    case "FP32", "F32": binary(8, 23)
    default: Double(bitPattern: bits)
    }
}

/// Nothing is said of nothing, and offsets are within the content.
func checkError(_ error: LossWireError, count: Int) {
    switch error {
    case .syntax(let what, let offset):
        check(!what.isEmpty && (0...count).contains(offset), "\(what) at \(offset) of \(count)")
    case .invalid(let issues):
        check(!issues.listed.isEmpty && issues.listed.count == min(issues.count, 100), "\(issues.count) issues")
        for issue in issues.listed {
            check(!issue.detail.isEmpty, "nothing is said of \(issue.pointer)")
            check(issue.pointer.isEmpty || issue.pointer.utf8.first == UInt8(ascii: "/"), "pointer \(issue.pointer)")
        }
    case .outOfMemory: fatalError("out of memory")
    }
}
