/// The fields of a batch, by their names on the wire.
enum LossField: Int, CaseIterable {
    case logits, shape, labels, targets, axis, ignoreLabel, normalization, normalize, normalizer, lossWeight, dtype,
        classWeights, positionWeights, labelSmoothing, zLoss, logitScale, topK, semantics, outputs, layout, classOffset,
        numClasses, max, sumExp, coefficientSum

    var name: StaticString {
        switch self {
        case .logits: "logits"
        case .shape: "shape"
        case .labels: "labels"
        case .targets: "targets"
        case .axis: "axis"
        case .ignoreLabel: "ignore_label"
        case .normalization: "normalization"
        case .normalize: "normalize"
        case .normalizer: "normalizer"
        case .lossWeight: "loss_weight"
        case .dtype: "dtype"
        case .classWeights: "class_weights"
        case .positionWeights: "position_weights"
        case .labelSmoothing: "label_smoothing"
        case .zLoss: "z_loss"
        case .logitScale: "logit_scale"
        case .topK: "top_k"
        case .semantics: "semantics"
        case .outputs: "outputs"
        case .layout: "layout"
        case .classOffset: "class_offset"
        case .numClasses: "num_classes"
        case .max: "max"
        case .sumExp: "sum_exp"
        case .coefficientSum: "coefficient_sum"
        }
    }

    /// Whether there is one for each logit, position or class.
    var isTensor: Bool {
        switch self {
        case .logits, .labels, .targets, .classWeights, .positionWeights, .max, .sumExp, .coefficientSum: true
        default: false
        }
    }

    /// Whether it is one number, name or boolean, which is not about how tensors are written.
    var isScalarOption: Bool {
        switch self {
        case .shape, .dtype, .outputs, .layout: false
        default: !isTensor
        }
    }

    init?(_ octets: UnsafeBufferPointer<UInt8>) {
        guard let spelling = Spelling(octets) else { return nil }
        for (other, field) in Self.spellings where other == spelling {
            self = field
            return
        }
        return nil
    }

    private static let spellings = allCases.compactMap { field in
        Spelling(UnsafeBufferPointer(start: field.name.utf8Start, count: field.name.utf8CodeUnitCount))
            .map { ($0, field) }
    }

    init?(named name: String) {
        var name = name
        guard let field = name.withUTF8({ LossField($0) }) else { return nil }
        self = field
    }

    static let list = allCases.map { "\($0.name)" }.joined(separator: ", ")
    static let scalarOptions = allCases.filter(\.isScalarOption).map { "\($0.name)" }.joined(separator: ", ")
    static let tensors = allCases.filter(\.isTensor).map { "\($0.name)" }.joined(separator: ", ")
}

/// A name of two to sixteen octets in three words, so that names are compared without a loop over their octets.
private struct Spelling: Equatable {
    private let length: Int
    /// From its start and up to its end, the most of 8, 4 or 2 octets that it has.
    private let first, last: UInt64

    init?(_ octets: UnsafeBufferPointer<UInt8>) {
        let name = UnsafeRawBufferPointer(octets)
        func load<Word: FixedWidthInteger & BitwiseCopyable>(_ offset: Int, _ type: Word.Type) -> UInt64 {
            UInt64(truncatingIfNeeded: name.loadUnaligned(fromByteOffset: offset, as: type))
        }
        length = name.count
        switch length {
        case 8...16: (first, last) = (load(0, UInt64.self), load(length - 8, UInt64.self))
        case 4...7: (first, last) = (load(0, UInt32.self), load(length - 4, UInt32.self))
        case 2...3: (first, last) = (load(0, UInt16.self), load(length - 2, UInt16.self))
        default: return nil
        }
    }
}
