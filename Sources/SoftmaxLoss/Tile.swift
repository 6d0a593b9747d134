/// A run of positions, all classes of them, and memory in which the positions of one class lie side by side.
struct Tile<Scalar: LossScalar> {
    private let shape: KernelShape
    let first: Int
    let count: Int
    /// Elements from one class to the next in a plane: whole pairs of groups.
    let width: Int
    private let planeCount: Int
    // One a position: what exponentials are multiplied by, and the gradients at the labels.
    let factors: UnsafeMutablePointer<Scalar>
    let reciprocals: UnsafeMutablePointer<Scalar>
    let labelGradients: UnsafeMutablePointer<Scalar>
    private let scratch: UnsafeMutablePointer<Scalar>

    init(
        _ shape: KernelShape, first: Int, count: Int, width: Int, planeCount: Int,
        _ scratch: UnsafeMutablePointer<Scalar>
    ) {
        self.shape = shape
        self.first = first
        self.count = count
        self.width = width
        self.planeCount = planeCount
        factors = scratch
        reciprocals = scratch + width
        labelGradients = scratch + 2 * width
        self.scratch = scratch + 3 * width
    }

    var groupCount: Int { (count &+ PositionGroup.size &- 1) / PositionGroup.size }

    /// The positions of a group: the first of them, and how many they are, which is 0 where a pair has but one group.
    @inline(__always)
    func positions(of group: Int) -> (first: Int, count: Int) {
        let start = group &* PositionGroup.size
        return (first &+ start, max(0, min(count &- start, PositionGroup.size)))
    }

    /// Whether the positions of every pair of groups lie side by side, none missing: then vectors can be read where the
    /// tensor has them.
    var hasWholePairs: Bool { shape.innerCount & (WideRun<Scalar>.size &- 1) == 0 }

    /// Where the first class of a whole pair begins in a tensor.
    @inline(__always)
    func place(ofPair pair: Int) -> Int {
        let (outer, inner) = (first &+ pair &* WideRun<Scalar>.size).quotientAndRemainder(dividingBy: shape.innerCount)
        return outer &* shape.classCount &* shape.innerCount &+ inner
    }

    /// Where the element of a class lies in a tensor, for the position `index` of the stretch that begins at `place`.
    @inline(__always)
    func offset(_ place: Int, _ index: Int, class label: Int) -> Int {
        shape.innerCount == 1
            ? place &+ index &* shape.classCount &+ label : place &+ label &* shape.innerCount &+ index
    }

    @inline(__always)
    func plane(_ index: Int) -> UnsafeMutablePointer<Scalar> { scratch + index &* planeCount }

    /// Copies the tile's elements of a tensor into a plane, and 0 into the lanes of its last pair of groups that are left.
    @inline(__always)
    func gather(_ tensor: UnsafePointer<Scalar>, into plane: UnsafeMutablePointer<Scalar>) {
        let end = (count &+ WideRun<Scalar>.size &- 1) & ~(WideRun<Scalar>.size &- 1)
        if end > count {
            for label in 0..<shape.classCount {
                for index in count..<end { plane[label &* width &+ index] = 0 }
            }
        }
        forEachStretch { place, start, length in
            if shape.innerCount == 1 {
                for label in 0..<shape.classCount {
                    let line = plane + (label &* width &+ start)
                    let column = tensor + (place &+ label)
                    for index in 0..<length { line[index] = column[unaligned: index &* shape.classCount] }
                }
            } else {
                for label in 0..<shape.classCount {
                    (plane + (label &* width &+ start)).copy(
                        unaligned: tensor + (place &+ label &* shape.innerCount), count: length)
                }
            }
        }
    }

    /// Copies a plane to the tile's elements of a tensor.
    @inline(__always)
    func scatter(_ plane: UnsafePointer<Scalar>, into tensor: UnsafeMutablePointer<Scalar>) {
        forEachStretch { place, start, length in
            if shape.innerCount == 1 {
                for label in 0..<shape.classCount {
                    let line = plane + (label &* width &+ start)
                    let column = tensor + (place &+ label)
                    for index in 0..<length { column[unaligned: index &* shape.classCount] = line[index] }
                }
            } else {
                for label in 0..<shape.classCount {
                    (tensor + (place &+ label &* shape.innerCount)).copy(
                        unaligned: plane + (label &* width &+ start), count: length)
                }
            }
        }
    }

    /// Writes a plane of exponentials to the tile's elements of a tensor, each times its position's factor: exactly 0 where
    /// that is 0.
    @inline(__always)
    func scatter(
        _ plane: UnsafePointer<Scalar>, times factors: UnsafePointer<Scalar>,
        into tensor: UnsafeMutablePointer<Scalar>
    ) {
        @inline(__always)
        func product(_ exponentials: UnsafePointer<Scalar>, _ start: Int) -> Scalar.Lanes {
            let factor = ClassRun<Scalar>.load(factors + start)
            return Scalar.zero(
                Scalar.multiply(ClassRun<Scalar>.load(exponentials + start), factor), whereZero: factor)
        }
        forEachStretch { place, start, length in
            let whole = shape.innerCount == 1 ? 0 : length & ~(PositionGroup.size &- 1)
            for label in 0..<shape.classCount {
                let line = plane + label &* width
                let row = tensor + (place &+ label &* shape.innerCount)
                var index = 0
                while index < whole {
                    ClassRun<Scalar>.store(product(line, start &+ index), row + index)
                    index &+= PositionGroup.size
                }
                while index < length {
                    let factor = factors[start &+ index]
                    tensor[unaligned: offset(place, index, class: label)] =
                        factor == 0 ? 0 : line[start &+ index] * factor
                    index &+= 1
                }
            }
        }
    }

    /// Calls `body` for positions of the tile that have one outer index: where the first of them begins in a tensor and
    /// in a plane, and how many they are. Where there is no inner index, for all at once.
    @inline(__always)
    func forEachStretch(_ body: (_ place: Int, _ start: Int, _ length: Int) -> Void) {
        if shape.innerCount == 1 { return body(first &* shape.classCount, 0, count) }
        var start = 0
        while start < count {
            let (outer, inner) = (first &+ start).quotientAndRemainder(dividingBy: shape.innerCount)
            let length = min(count &- start, shape.innerCount &- inner)
            body(outer &* shape.classCount &* shape.innerCount &+ inner, start, length)
            start &+= length
        }
    }
}
