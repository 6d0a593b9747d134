/// The types of elements that tensors are sent and answered in, in octets and little-endian.
package enum TensorDatatype: Sendable, CaseIterable {
    case bool, uint8, uint16, uint32, uint64, int8, int16, int32, int64, fp16, bf16, fp32, fp64

    /// Octets of an element.
    package var size: Int {
        switch self {
        case .bool, .uint8, .int8: 1
        case .uint16, .int16, .fp16, .bf16: 2
        case .uint32, .int32, .fp32: 4
        case .uint64, .int64, .fp64: 8
        }
    }

    /// As the Open Inference Protocol calls it.
    package var protocolName: StaticString {
        switch self {
        case .bool: "BOOL"
        case .uint8: "UINT8"
        case .uint16: "UINT16"
        case .uint32: "UINT32"
        case .uint64: "UINT64"
        case .int8: "INT8"
        case .int16: "INT16"
        case .int32: "INT32"
        case .int64: "INT64"
        case .fp16: "FP16"
        case .bf16: "BF16"
        case .fp32: "FP32"
        case .fp64: "FP64"
        }
    }

    /// As safetensors calls it.
    package var safetensorsName: StaticString {
        switch self {
        case .bool: "BOOL"
        case .uint8: "U8"
        case .uint16: "U16"
        case .uint32: "U32"
        case .uint64: "U64"
        case .int8: "I8"
        case .int16: "I16"
        case .int32: "I32"
        case .int64: "I64"
        case .fp16: "F16"
        case .bf16: "BF16"
        case .fp32: "F32"
        case .fp64: "F64"
        }
    }

    /// nil where it is none of them.
    init?(_ octets: UnsafeBufferPointer<UInt8>, as name: (TensorDatatype) -> StaticString) {
        for datatype in Self.allCases where name(datatype).isText(of: octets) {
            self = datatype
            return
        }
        return nil
    }

    static func list(as name: (TensorDatatype) -> StaticString) -> String {
        allCases.map { "\(name($0))" }.joined(separator: ", ")
    }

    /// The format of half precision that it is.
    package var half: HalfPrecision? {
        switch self {
        case .fp16: .fp16
        case .bf16: .bf16
        default: nil
        }
    }

    var isReal: Bool {
        switch self {
        case .fp16, .bf16, .fp32, .fp64: true
        default: false
        }
    }

    /// Integers up to this one, and down to its negative, are all there is one of; nil where all of int64 are.
    var largestExactInteger: Int? {
        switch self {
        case .fp16: HalfPrecision.fp16.largestExactInteger
        case .bf16: HalfPrecision.bf16.largestExactInteger
        case .fp32: 1 << 24
        case .fp64: 1 << 53
        default: nil
        }
    }
}
