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
        guard octets.count < Self.byLength.count else { return nil }
        for field in Self.byLength[octets.count] where field.name.isText(of: octets) {
            self = field
            return
        }
        return nil
    }

    /// For each length, the fields whose names are as long.
    private static let byLength: [[LossField]] = {
        let longest = allCases.map(\.name.utf8CodeUnitCount).max() ?? 0
        return (0...longest).map { length in allCases.filter { $0.name.utf8CodeUnitCount == length } }
    }()

    init?(named name: String) {
        var name = name
        guard let field = name.withUTF8({ LossField($0) }) else { return nil }
        self = field
    }

    static let list = allCases.map { "\($0.name)" }.joined(separator: ", ")
    static let scalarOptions = allCases.filter(\.isScalarOption).map { "\($0.name)" }.joined(separator: ", ")
    static let tensors = allCases.filter(\.isTensor).map { "\($0.name)" }.joined(separator: ", ")
}
