/// The dimensions of a tensor of logits and the axis that its classes lie along.
///
/// Row-major, as NumPy, PyTorch and Caffe store tensors: the element of class `c` at outer index `o` and inner index
/// `i` lies at `(o * classCount + c) * innerCount + i`. A position is one pair `(o, i)`, numbered `o * innerCount + i`:
/// it has one row of logits, one label and one loss.
public struct LogitsShape: Sendable, Equatable {
    /// The largest rank that is taken.
    public static let maximumRank = 16

    /// Sizes of the dimensions, outermost first; each at least 1, but for the class axis of a slice.
    public let dimensions: [Int]
    /// The class axis, counted from the front: 0 ..< rank.
    public let axis: Int
    /// Product of the dimensions before the axis (Caffe's `outer_num_`, its batch size).
    public let outerCount: Int
    /// Size of the class axis.
    public let classCount: Int
    /// The class that is first in the tensor: 0, unless it holds a slice of the classes.
    public let classOffset: Int
    /// The number of all classes, C: `classCount`, unless the tensor holds a slice of them.
    public let totalClassCount: Int
    /// Product of the dimensions after the axis (Caffe's `inner_num_`); 1 when the axis is the last.
    public let innerCount: Int
    /// Number of positions: `outerCount * innerCount`.
    public let positionCount: Int
    /// Number of logits: `positionCount * classCount`.
    public let elementCount: Int

    /// - Parameters:
    ///   - dimensions: 1 to ``maximumRank`` sizes, each at least 1, whose product in bytes fits `Int`. In a slice the class
    ///     axis may be 0.
    ///   - axis: the class axis, negative counting from the end; nil is 1, or 0 for a tensor of rank 1.
    ///   - slice: which of the classes these are; nil is all of them.
    public init(_ dimensions: [Int], axis: Int? = nil, slice: ClassSlice? = nil) throws(SoftmaxLossError) {
        let rank = dimensions.count
        guard (1...Self.maximumRank).contains(rank) else { throw .rank(rank) }
        let requested = axis ?? (rank == 1 ? 0 : 1)
        let hasAxis = requested >= -rank && requested < rank
        let front = requested < 0 ? requested + rank : requested
        let mayBeEmpty = hasAxis && slice != nil ? front : nil
        for (index, size) in dimensions.enumerated() where size < (index == mayBeEmpty ? 0 : 1) {
            throw .dimension(index: index, size: size)
        }
        guard hasAxis else { throw .axis(requested, rank: rank) }

        // With at least one class, so that the number of positions is checked too.
        guard let count = Self.product(dimensions), count <= Int.max / 16 else {
            throw .tooManyElements
        }
        let classes = dimensions[front]
        if let slice {
            guard slice.classCount >= 1, slice.offset >= 0, slice.offset <= slice.classCount,
                classes <= slice.classCount - slice.offset
            else { throw .slice(slice, size: classes) }
        }
        self.dimensions = dimensions
        self.axis = front
        classCount = classes
        classOffset = slice?.offset ?? 0
        totalClassCount = slice?.classCount ?? classes
        positionCount = count / max(classes, 1)
        elementCount = positionCount * classes
        // Divisors of a product that has been checked: neither can overflow.
        innerCount = dimensions[(front + 1)...].reduce(1, *)
        outerCount = dimensions[..<front].reduce(1, *)
    }

    /// The shape of what there is one of per position: `dimensions` without the class axis.
    public var positionDimensions: [Int] {
        Array(dimensions[..<axis] + dimensions[(axis + 1)...])
    }

    /// Of what is at least 1; nil where it does not fit `Int`.
    private static func product(_ sizes: [Int]) -> Int? {
        var product = 1
        for size in sizes {
            let (value, overflow) = product.multipliedReportingOverflow(by: max(size, 1))
            if overflow { return nil }
            product = value
        }
        return product
    }
}
