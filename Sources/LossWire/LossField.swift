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
        for index in 0..<Self.count {
            guard let field = LossField(rawValue: index), field.name.utf8CodeUnitCount == octets.count else { continue }
            let name = UnsafeBufferPointer(start: field.name.utf8Start, count: octets.count)
            if name.elementsEqual(octets) {
                self = field
                return
            }
        }
        return nil
    }

    private static let count = allCases.count

    static let list = allCases.map { "\($0.name)" }.joined(separator: ", ")
}
