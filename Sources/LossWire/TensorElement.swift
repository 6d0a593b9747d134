/// A type that the elements of a JSON tensor are read as.
protocol TensorElement: BitwiseCopyable, Sendable {
    /// What stands for an element that is wrong, so that the rest can be read.
    static var placeholder: Self { get }

    /// Reads one element, which begins at `reader.next`.
    static func read(_ reader: inout JSONReader) throws(LossWireError) -> ElementReading<Self>

    /// Appends elements as long as they can be read quickly, and goes over to the next list where `rows` says so. True
    /// where a list ends behind the last of them; false where one comes next that has to be read with `read`.
    static func appendPlain<Sink: TensorSink & ~Copyable>(
        from reader: inout JSONReader, to elements: inout Sink, _ rows: inout PlainRows
    ) throws(LossWireError) -> Bool where Sink.Element == Self
}

/// Small enough to be handed back in registers: there is one for every number.
enum ElementReading<Element> {
    case element(Element)
    /// A number that the type does not have.
    case unrepresentable(Unrepresentable)
    /// Not a number at all.
    case wrongKind
}

/// Why a number is not one of a type.
enum Unrepresentable: UInt8 {
    case tooLargeForFloat32, tooLargeForFloat64, notAnInteger, outsideInt64

    var description: StaticString {
        switch self {
        case .tooLargeForFloat32: "too large for float32"
        case .tooLargeForFloat64: "too large for float64"
        case .notAnInteger: "not an integer"
        case .outsideInt64: "outside the range of int64"
        }
    }
}

extension Float: TensorElement {
    static var placeholder: Float { 0 }

    @inline(__always)
    static func appendPlain<Sink: TensorSink & ~Copyable>(
        from reader: inout JSONReader, to elements: inout Sink, _ rows: inout PlainRows
    ) throws(LossWireError) -> Bool where Sink.Element == Self {
        try reader.appendPlain(Float32Numbers.self, to: &elements, &rows)
    }

    @inline(never)
    static func read(_ reader: inout JSONReader) throws(LossWireError) -> ElementReading<Float> {
        if reader.isAtNumber {
            guard let value = reader.float32(try reader.scanNumber()) else {
                return .unrepresentable(.tooLargeForFloat32)
            }
            return .element(value)
        }
        return try reader.readNonFinite()
    }
}

extension Double: TensorElement {
    static var placeholder: Double { 0 }

    @inline(__always)
    static func appendPlain<Sink: TensorSink & ~Copyable>(
        from reader: inout JSONReader, to elements: inout Sink, _ rows: inout PlainRows
    ) throws(LossWireError) -> Bool where Sink.Element == Self {
        try reader.appendPlain(Float64Numbers.self, to: &elements, &rows)
    }

    @inline(never)
    static func read(_ reader: inout JSONReader) throws(LossWireError) -> ElementReading<Double> {
        if reader.isAtNumber {
            guard let value = reader.float64(try reader.scanNumber()) else {
                return .unrepresentable(.tooLargeForFloat64)
            }
            return .element(value)
        }
        return try reader.readNonFinite()
    }
}

extension Int64: TensorElement {
    static var placeholder: Int64 { 0 }

    @inline(__always)
    static func appendPlain<Sink: TensorSink & ~Copyable>(
        from reader: inout JSONReader, to elements: inout Sink, _ rows: inout PlainRows
    ) throws(LossWireError) -> Bool where Sink.Element == Self {
        try reader.appendPlainIntegers(to: &elements, &rows)
    }

    @inline(__always)
    static func read(_ reader: inout JSONReader) throws(LossWireError) -> ElementReading<Int64> {
        guard reader.isAtNumber else { return .wrongKind }
        return IntegerReading.int64(try reader.scanNumber())
    }
}

extension JSONReader {
    /// Whether a finite number comes next: a digit, or a minus that is not that of `-Infinity`.
    @inline(__always)
    var isAtNumber: Bool {
        guard next < end else { return false }
        let octet = next.pointee
        if octet &- UInt8(ascii: "0") <= 9 { return true }
        return octet == UInt8(ascii: "-") && !(end - next > 1 && next[1] == UInt8(ascii: "I"))
    }

    /// `NaN`, `Infinity` and `-Infinity`, bare as Python writes them or as strings.
    @inline(never)
    mutating func readNonFinite<Element: BinaryFloatingPoint>() throws(LossWireError) -> ElementReading<Element> {
        let quoted = next < end && next.pointee == UInt8(ascii: "\"")
        let start = next
        if quoted { next += 1 }
        let value: Element? =
            if consume(literal: "NaN") {
                .nan
            } else if consume(literal: "Infinity") {
                .infinity
            } else if consume(literal: "-Infinity") {
                -.infinity
            } else {
                nil
            }
        if let value, !quoted || consume(literal: "\"") { return .element(value) }
        next = start
        return .wrongKind
    }
}
