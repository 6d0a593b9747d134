/// The fields of a batch, by their names on the wire.
enum LossField: Int, CaseIterable {
    case logits, shape, labels, axis, ignoreLabel, normalization, normalize, normalizer, lossWeight, dtype, outputs,
        layout

    var name: StaticString {
        switch self {
        case .logits: "logits"
        case .shape: "shape"
        case .labels: "labels"
        case .axis: "axis"
        case .ignoreLabel: "ignore_label"
        case .normalization: "normalization"
        case .normalize: "normalize"
        case .normalizer: "normalizer"
        case .lossWeight: "loss_weight"
        case .dtype: "dtype"
        case .outputs: "outputs"
        case .layout: "layout"
        }
    }

    init?(_ octets: UnsafeBufferPointer<UInt8>) {
        var index = 0
        while let field = LossField(rawValue: index) {
            if field.name.isText(of: octets) {
                self = field
                return
            }
            index += 1
        }
        return nil
    }

    static let list = allCases.map { "\($0.name)" }.joined(separator: ", ")
}
