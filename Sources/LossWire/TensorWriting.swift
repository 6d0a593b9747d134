/// Writes the elements of a tensor.
protocol ElementWriting {
    /// Writes those in `range`, with commas between them.
    mutating func write(_ range: Range<Int>, _ writer: inout JSONWriter)
}

struct Float64Writing: ElementWriting {
    private let tensor: TensorStorage<Double>

    init(_ tensor: TensorStorage<Double>) { self.tensor = tensor }

    func write(_ range: Range<Int>, _ writer: inout JSONWriter) {
        writer.write(range) { $0.write(tensor[$1]) }
    }
}

struct Int64Writing: ElementWriting {
    private let tensor: TensorStorage<Int64>

    init(_ tensor: TensorStorage<Int64>) { self.tensor = tensor }

    func write(_ range: Range<Int>, _ writer: inout JSONWriter) {
        writer.write(range) { $0.write(tensor.base[$1]) }
    }
}

/// Negative ones are null.
struct IndexWriting: ElementWriting {
    private let tensor: TensorStorage<Int64>

    init(_ tensor: TensorStorage<Int64>) { self.tensor = tensor }

    func write(_ range: Range<Int>, _ writer: inout JSONWriter) {
        writer.write(range) { writer, index in
            if tensor.base[index] < 0 { writer.write(literal: "null") } else { writer.write(tensor.base[index]) }
        }
    }
}

struct BooleanWriting: ElementWriting {
    private let tensor: TensorStorage<Bool>

    init(_ tensor: TensorStorage<Bool>) { self.tensor = tensor }

    func write(_ range: Range<Int>, _ writer: inout JSONWriter) {
        writer.write(range) { $0.write(literal: tensor.base[$1] ? "true" : "false") }
    }
}

/// null where there is none.
struct OptionalWriting: ElementWriting {
    private let tensor: TensorStorage<Double>
    private let isThere: TensorStorage<Bool>

    init(_ tensor: TensorStorage<Double>, _ isThere: TensorStorage<Bool>) {
        self.tensor = tensor
        self.isThere = isThere
    }

    func write(_ range: Range<Int>, _ writer: inout JSONWriter) {
        writer.write(range) { writer, index in
            if isThere.base[index] { writer.write(tensor.base[index]) } else { writer.write(literal: "null") }
        }
    }
}
