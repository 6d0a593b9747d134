/// Sixteen neighbouring positions, or the last few, and all classes of them: where their elements lie in a tensor, and
/// memory in which those of one class lie side by side.
///
/// Most tiles of a tensor with many positions behind its class axis lie so that this memory is not needed.
struct Tile<Scalar: LossScalar> {
    static var size: Int { PositionGroup.size }

    let first: Int
    let count: Int
    /// Whether the positions lie side by side in a tensor, none missing: vectors are then read and written where the tensor
    /// has them.
    let isWhole: Bool
    /// Elements from one class to the next, in a tensor where the tile is whole, otherwise in a copy.
    let stride: Int
    private let shape: KernelShape
    /// Where the first class of the first position lies in a tensor.
    private let place: Int

    init(_ shape: KernelShape, first: Int) {
        self.shape = shape
        self.first = first
        count = min(Self.size, shape.positionCount &- first)
        let (outer, inner) = first.quotientAndRemainder(dividingBy: shape.innerCount)
        place = outer &* shape.classCount &* shape.innerCount &+ inner
        isWhole = inner &+ Self.size <= shape.innerCount
        stride = isWhole ? shape.innerCount : Self.size
    }

    /// The tile's elements of a tensor: where they are, or copied into `plane`, with 0 in the lanes that are left.
    @inline(__always)
    func elements(
        of tensor: UnsafePointer<Scalar>, copy plane: UnsafeMutablePointer<Scalar>
    ) -> UnsafePointer<Scalar> {
        if isWhole { return tensor + place }
        gather(tensor, into: plane)
        return UnsafePointer(plane)
    }

    /// Has `body` write the tile's elements of a tensor: where they will be, or into `plane`, from which they are copied.
    @inline(__always)
    func write(
        _ tensor: UnsafeMutablePointer<Scalar>, copy plane: UnsafeMutablePointer<Scalar>,
        _ body: (UnsafeMutablePointer<Scalar>) -> Void
    ) {
        body(isWhole ? tensor + place : plane)
        if !isWhole { scatter(plane, into: tensor) }
    }

    @inline(never)
    private func gather(_ tensor: UnsafePointer<Scalar>, into plane: UnsafeMutablePointer<Scalar>) {
        if count < Self.size { plane.initialize(repeating: 0, count: shape.classCount &* Self.size) }
        if shape.innerCount == 1 {
            forEachRow { row, lane in
                for label in 0..<shape.classCount {
                    plane[label &* Self.size &+ lane] = tensor[unaligned: row &+ label]
                }
            } four: { row, lane in
                let (next, classCount) = (tensor + row, shape.classCount)
                for label in 0..<classCount {
                    let a = next[unaligned: label]
                    let b = next[unaligned: label &+ classCount]
                    let c = next[unaligned: label &+ 2 &* classCount]
                    let d = next[unaligned: label &+ 3 &* classCount]
                    let lanes = plane + (label &* Self.size &+ lane)
                    (lanes[0], lanes[1], lanes[2], lanes[3]) = (a, b, c, d)
                }
            }
        } else {
            forEachStretch { place, lane, count in
                for label in 0..<shape.classCount {
                    (plane + (label &* Self.size &+ lane)).copy(
                        unaligned: tensor + (place &+ label &* shape.innerCount), few: count)
                }
            }
        }
    }

    @inline(never)
    private func scatter(_ plane: UnsafePointer<Scalar>, into tensor: UnsafeMutablePointer<Scalar>) {
        if shape.innerCount == 1 {
            forEachRow { row, lane in
                for label in 0..<shape.classCount {
                    tensor[unaligned: row &+ label] = plane[label &* Self.size &+ lane]
                }
            } four: { row, lane in
                let (next, classCount) = (tensor + row, shape.classCount)
                for label in 0..<classCount {
                    let lanes = plane + (label &* Self.size &+ lane)
                    let (a, b, c, d) = (lanes[0], lanes[1], lanes[2], lanes[3])
                    next[unaligned: label] = a
                    next[unaligned: label &+ classCount] = b
                    next[unaligned: label &+ 2 &* classCount] = c
                    next[unaligned: label &+ 3 &* classCount] = d
                }
            }
        } else {
            forEachStretch { place, lane, count in
                for label in 0..<shape.classCount {
                    (tensor + (place &+ label &* shape.innerCount)).copy(
                        unaligned: plane + (label &* Self.size &+ lane), few: count)
                }
            }
        }
    }

    /// Calls `body` for each position of a tile whose rows lie one after another: where its row begins in a tensor, and in
    /// which lane it is; or `four` for four of them, which take hardly longer than one.
    @inline(__always)
    private func forEachRow(
        _ body: (_ row: Int, _ lane: Int) -> Void, four: (_ firstRow: Int, _ firstLane: Int) -> Void
    ) {
        var lane = 0
        while lane < count {
            let row = place &+ lane &* shape.classCount
            if lane &+ 4 <= count {
                four(row, lane)
                lane &+= 4
            } else {
                body(row, lane)
                lane &+= 1
            }
        }
    }

    /// Calls `body` for the tile's positions that have one outer index: where the first of them begins in a tensor, in
    /// which lane, and how many they are.
    @inline(__always)
    private func forEachStretch(_ body: (_ place: Int, _ lane: Int, _ count: Int) -> Void) {
        let size = shape.classCount &* shape.innerCount
        var (place, lane) = (place, 0)
        var length = shape.innerCount &- first % shape.innerCount
        while lane < count {
            let few = min(length, count &- lane)
            body(place, lane, few)
            lane &+= few
            // On to where the next outer index begins.
            place &+= size &- (shape.innerCount &- length)
            length = shape.innerCount
        }
    }
}
