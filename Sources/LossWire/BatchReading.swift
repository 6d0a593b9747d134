import SoftmaxLoss

/// The fields of one batch as they are read, in whatever order they come and from whatever format.
struct BatchReading {
    let endpoint: LossEndpoint
    var places: FieldPlaces
    private let concurrently: Concurrently?
    var issues = InputIssues()
    /// A bit for each field that has been read, null or not.
    private var seen: UInt32 = 0

    var logits: Logits?
    /// Where the logits begin, to read them again if the type turns out to be another.
    private var logitsStart: Start?
    var targets: Logits?
    private var targetsStart: Start?
    var labels: JSONTensor<Int64>?
    /// Above this one the labels' type does not have every integer; nil where it does.
    var largestExactLabel: Int?
    var shape: [Int]?
    var axis: Int?
    var ignoreLabel: Int64?
    var normalization: Normalization?
    var normalize: Bool?
    var normalizer: Double?
    var lossWeight = 1.0
    private var dtype = ScalarType.float32
    var labelSmoothing = 0.0
    var zLoss = 0.0
    var logitScale = 1.0
    var topK = 1
    var semantics = LossSemantics.caffe
    var outputs: [OutputName] = [.loss, .gradients]
    /// Where in the list an output was named first.
    var outputPlaces: [OutputName: Int] = [:]
    var layout: TensorLayout?
    var classOffset: Int?
    var numClasses: Int?
    var numbers = FieldTensors()

    /// Where a tensor begins, and what its elements were read as.
    private typealias Start = (place: UnsafePointer<UInt8>, type: ScalarType)

    init(_ endpoint: LossEndpoint, _ places: FieldPlaces, _ concurrently: Concurrently? = nil) {
        self.endpoint = endpoint
        self.places = places
        self.concurrently = concurrently
    }

    /// Reads the object that comes next. What is wrong with it is added to `issues`; it is then nil.
    static func read(
        _ reader: inout JSONReader, _ endpoint: LossEndpoint, pointer: String, _ issues: inout InputIssues,
        _ concurrently: Concurrently?
    ) throws(LossWireError) -> BatchRequest? {
        var batch = BatchReading(endpoint, .members(of: pointer), concurrently)
        try reader.readObject { reader, name throws(LossWireError) in
            try batch.readField(&reader, name, pointer)
        }
        try batch.settleType(reader)
        let request = batch.resolve()
        issues.add(batch.issues)
        return request
    }

    func place(_ field: LossField) -> String { places.pointer(to: field) }

    /// Whether the field stands there, be it null.
    func hasField(_ field: LossField) -> Bool { seen & 1 << UInt32(field.rawValue) != 0 }

    private mutating func readField(
        _ reader: inout JSONReader, _ name: UnsafeBufferPointer<UInt8>, _ pointer: String
    ) throws(LossWireError) {
        guard let field = LossField(name) else {
            issues.add {
                InputIssue(
                    JSONPointer.member(name, of: pointer), "unknown field; the fields of a batch are \(LossField.list)")
            }
            return try reader.skipValue()
        }
        guard see(field) else {
            issues.add(place(field), "the field is there twice")
            return try reader.skipValue()
        }
        if reader.peek() == UInt8(ascii: "n"), reader.consume(literal: "null") { return }
        switch field {
        case .logits:
            logitsStart = (reader.next, dtype)
            logits = try readLogits(&reader, .logits)
        case .targets:
            targetsStart = (reader.next, dtype)
            targets = try readLogits(&reader, .targets)
        case .labels:
            labels = try reader.readTensor(of: Int64.self, at: fieldPlace(.labels), into: &issues)
        case .shape: shape = try readShape(&reader)
        case .outputs: try readOutputs(&reader)
        case .classWeights, .positionWeights, .max, .sumExp, .coefficientSum:
            numbers.add(try reader.readTensor(of: Double.self, at: fieldPlace(field), into: &issues), as: field)
        default: try readOption(&reader, field)
        }
    }

    /// Notes that the field is there; false where it was before.
    mutating func see(_ field: LossField) -> Bool {
        let bit: UInt32 = 1 << UInt32(field.rawValue)
        guard seen & bit == 0 else { return false }
        seen |= bit
        return true
    }

    /// A field that is one value, which is not null.
    mutating func readOption(_ reader: inout JSONReader, _ field: LossField) throws(LossWireError) {
        switch field {
        case .axis: axis = try readInteger(&reader, .axis).map { Int(clamping: $0) }
        case .ignoreLabel: ignoreLabel = try readInteger(&reader, .ignoreLabel)
        case .normalization: normalization = try readName(&reader, .normalization)
        case .normalize: normalize = try readBoolean(&reader, .normalize)
        case .normalizer: normalizer = try readDouble(&reader, .normalizer)
        case .lossWeight: lossWeight = try readDouble(&reader, .lossWeight) ?? 1
        case .dtype: dtype = try readName(&reader, .dtype) ?? dtype
        case .layout: layout = try readName(&reader, .layout)
        case .labelSmoothing: labelSmoothing = try readDouble(&reader, .labelSmoothing) ?? 0
        case .zLoss: zLoss = try readDouble(&reader, .zLoss) ?? 0
        case .logitScale: logitScale = try readDouble(&reader, .logitScale) ?? 1
        case .topK: topK = try readInteger(&reader, .topK).map { Int(clamping: $0) } ?? 1
        case .semantics: semantics = try readName(&reader, .semantics) ?? semantics
        case .classOffset: classOffset = try readInteger(&reader, .classOffset).map { Int(clamping: $0) }
        case .numClasses: numClasses = try readInteger(&reader, .numClasses).map { Int(clamping: $0) }
        case .logits, .targets, .labels, .shape, .outputs, .classWeights, .positionWeights, .max, .sumExp,
            .coefficientSum:
            issues.add(place(field), "is no option")
            try reader.skipValue()
        }
    }

    private func fieldPlace(_ field: LossField) -> FieldPlace { .field(field, places) }

    private mutating func readLogits(
        _ reader: inout JSONReader, _ field: LossField
    ) throws(LossWireError) -> Logits? {
        switch dtype {
        case .float32: try readLogits(Float.self, &reader, field).map { .float32($0) }
        case .float64: try readLogits(Double.self, &reader, field).map { .float64($0) }
        }
    }

    private mutating func readLogits<Element: TensorElement>(
        _ type: Element.Type, _ reader: inout JSONReader, _ field: LossField
    ) throws(LossWireError) -> JSONTensor<Element>? {
        if let concurrently, let tensor = reader.readLongTensor(of: type, concurrently) { return tensor }
        return try reader.readTensor(of: type, at: fieldPlace(field), mayBeEmpty: true, into: &issues)
    }

    /// `dtype` may stand behind the logits: they were then read as float32, and are read again.
    private mutating func settleType(_ reader: JSONReader) throws(LossWireError) {
        if let logitsStart, logitsStart.type != dtype, logits != nil {
            var again = reader
            again.next = logitsStart.place
            logits = try readLogits(&again, .logits)
        }
        if let targetsStart, targetsStart.type != dtype, targets != nil {
            var again = reader
            again.next = targetsStart.place
            targets = try readLogits(&again, .targets)
        }
    }
}
