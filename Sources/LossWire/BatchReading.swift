import SoftmaxLoss

/// The fields of one batch as they are read, in whatever order they come and from whatever format.
struct BatchReading {
    let endpoint: LossEndpoint
    var places: FieldPlaces
    var issues = InputIssues()
    /// A bit for each field that has been read, null or not.
    private var seen: UInt32 = 0

    var logits: Logits?
    /// Where the logits begin, to read them again if the type turns out to be another.
    private var logitsStart: Start?
    var targets: Logits?
    private var targetsStart: Start?
    var labels: Labels?
    /// Above this one the labels' type does not have every integer; nil where it does.
    var largestExactLabel: Int?
    var shape: [Int]?
    var axis: Int?
    /// Those that have no divisor yet, and are not checked.
    var options = LossOptions.standard
    var normalization: Normalization?
    var normalize: Bool?
    var normalizer: Double?
    private var dtype = ScalarType.float32
    var outputs = OutputNames.standard
    /// Where in the list an output was named first.
    var outputPlaces: [(name: OutputName, index: Int)] = []
    var layout: TensorLayout?
    var classOffset: Int?
    var numClasses: Int?
    var numbers = FieldTensors()
    private var spare = SpareMemory()

    /// Where a tensor begins, and what its elements were read as.
    private typealias Start = (place: UnsafePointer<UInt8>, type: ScalarType)

    init(_ endpoint: LossEndpoint, _ places: FieldPlaces) {
        self.endpoint = endpoint
        self.places = places
    }

    /// Reads an object, of which `first` is the first name and has been read; nil where it is empty. What is wrong with it
    /// is added to `issues`; it is then nil.
    static func read(
        _ reader: inout JSONReader, from first: JSONReader.Text?, _ endpoint: LossEndpoint, pointer: String,
        _ issues: inout InputIssues, _ concurrently: Concurrently?
    ) throws(LossWireError) -> BatchRequest? {
        var batch = BatchReading(endpoint, .members(of: pointer))
        if let first {
            try reader.readFields(from: first) { reader, name throws(LossWireError) in
                try batch.readField(&reader, name, pointer, concurrently)
            }
        }
        try batch.settleType(reader, concurrently)
        let request = batch.resolve()
        issues.add(batch.issues)
        return request
    }

    func place(_ field: LossField) -> String { places.pointer(to: field) }

    /// Whether the field stands there, be it null.
    @inline(__always)
    func hasField(_ field: LossField) -> Bool { seen & 1 << UInt32(field.rawValue) != 0 }

    private mutating func readField(
        _ reader: inout JSONReader, _ name: UnsafeBufferPointer<UInt8>, _ pointer: String,
        _ concurrently: Concurrently?
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
            if let read = try readLogits(&reader, .logits, concurrently) { logits = read }
        case .targets:
            targetsStart = (reader.next, dtype)
            if let read = try readLogits(&reader, .targets, concurrently) { targets = read }
        case .labels:
            if let read = try readTensor(of: Int64.self, &reader, .labels) { labels = Labels(read) }
        case .shape: shape = try readShape(&reader)
        case .outputs: try readOutputs(&reader)
        case .classWeights, .positionWeights, .max, .sumExp, .coefficientSum:
            numbers.add(try readTensor(of: Double.self, &reader, field), as: field)
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
        case .ignoreLabel: options.ignoreLabel = try readInteger(&reader, .ignoreLabel)
        case .normalization: normalization = try readName(&reader, .normalization)
        case .normalize: normalize = try readBoolean(&reader, .normalize)
        case .normalizer: normalizer = try readDouble(&reader, .normalizer)
        case .lossWeight: options.lossWeight = try readDouble(&reader, .lossWeight) ?? 1
        case .dtype: dtype = try readName(&reader, .dtype) ?? dtype
        case .layout: layout = try readName(&reader, .layout)
        case .labelSmoothing: options.labelSmoothing = try readDouble(&reader, .labelSmoothing) ?? 0
        case .zLoss: options.zLoss = try readDouble(&reader, .zLoss) ?? 0
        case .logitScale: options.logitScale = try readDouble(&reader, .logitScale) ?? 1
        case .topK: options.topK = try readInteger(&reader, .topK).map { Int(clamping: $0) } ?? 1
        case .semantics: options.semantics = try readName(&reader, .semantics) ?? options.semantics
        case .classOffset: classOffset = try readInteger(&reader, .classOffset).map { Int(clamping: $0) }
        case .numClasses: numClasses = try readInteger(&reader, .numClasses).map { Int(clamping: $0) }
        case .logits, .targets, .labels, .shape, .outputs, .classWeights, .positionWeights, .max, .sumExp,
            .coefficientSum:
            issues.add(place(field), "is no option")
            try reader.skipValue()
        }
    }

    /// A tensor, or nil with an issue.
    mutating func readTensor<Element: TensorElement>(
        of type: Element.Type, _ reader: inout JSONReader, _ field: LossField, mayBeEmpty: Bool = false
    ) throws(LossWireError) -> JSONTensor<Element>? {
        switch try reader.readTensor(of: type, mayBeEmpty: mayBeEmpty, &spare) {
        case .tensor(let tensor): return tensor
        case .issue(let issue):
            issues.add { issue.within(places.elements(of: field)) }
            return nil
        }
    }

    /// A tensor that may be long, which is read on many threads where that pays.
    mutating func readTensor<Element: TensorElement>(
        of type: Element.Type, _ reader: inout JSONReader, _ field: LossField, _ concurrently: Concurrently?
    ) throws(LossWireError) -> JSONTensor<Element>? {
        if reader.hasLongText, let concurrently, let tensor = reader.readLongTensor(of: type, concurrently) {
            return tensor
        }
        return try readTensor(of: type, &reader, field, mayBeEmpty: true)
    }

    private mutating func readLogits(
        _ reader: inout JSONReader, _ field: LossField, _ concurrently: Concurrently?
    ) throws(LossWireError) -> Logits? {
        switch dtype {
        case .float32:
            guard let read = try readTensor(of: Float.self, &reader, field, concurrently) else { return nil }
            return Logits(read)
        case .float64:
            guard let read = try readTensor(of: Double.self, &reader, field, concurrently) else { return nil }
            return Logits(read)
        }
    }

    /// `dtype` may stand behind the logits: they were then read as float32, and are read again.
    private mutating func settleType(_ reader: JSONReader, _ concurrently: Concurrently?) throws(LossWireError) {
        if let logitsStart, logitsStart.type != dtype, logits != nil {
            var again = reader
            again.next = logitsStart.place
            logits = try readLogits(&again, .logits, concurrently)
        }
        if let targetsStart, targetsStart.type != dtype, targets != nil {
            var again = reader
            again.next = targetsStart.place
            targets = try readLogits(&again, .targets, concurrently)
        }
    }
}
