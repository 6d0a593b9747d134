/// Writes the elements of a tensor one after another.
protocol ElementWriting {
    mutating func write(_ index: Int, _ writer: inout JSONWriter)
}

struct Float64Writing: ElementWriting {
    private let tensor: TensorStorage<Double>

    init(_ tensor: TensorStorage<Double>) { self.tensor = tensor }

    @inline(__always)
    mutating func write(_ index: Int, _ writer: inout JSONWriter) { writer.write(tensor[index]) }
}

struct Int64Writing: ElementWriting {
    private let tensor: TensorStorage<Int64>

    init(_ tensor: TensorStorage<Int64>) { self.tensor = tensor }

    func write(_ index: Int, _ writer: inout JSONWriter) { writer.write(tensor.base[index]) }
}

/// Negative ones are null.
struct IndexWriting: ElementWriting {
    private let tensor: TensorStorage<Int64>

    init(_ tensor: TensorStorage<Int64>) { self.tensor = tensor }

    func write(_ index: Int, _ writer: inout JSONWriter) {
        if tensor.base[index] < 0 { writer.write(literal: "null") } else { writer.write(tensor.base[index]) }
    }
}

struct BooleanWriting: ElementWriting {
    private let tensor: TensorStorage<Bool>

    init(_ tensor: TensorStorage<Bool>) { self.tensor = tensor }

    func write(_ index: Int, _ writer: inout JSONWriter) {
        writer.write(literal: tensor.base[index] ? "true" : "false")
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

    func write(_ index: Int, _ writer: inout JSONWriter) {
        if isThere.base[index] { writer.write(tensor.base[index]) } else { writer.write(literal: "null") }
    }
}
