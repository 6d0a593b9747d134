/// One pass over the labels before any arithmetic: how many positions are kept, what they weigh, and which labels name
/// no class.
///
/// The kernel reads logits at the labels without looking again, so it runs only on labels that have been through here.
public struct LabelCensus: Sendable {
    /// How many invalid labels are remembered; more are only counted.
    public static let maximumInvalidPositions = 100

    /// Number of positions whose label is not the ignored one.
    public private(set) var validCount = 0
    /// Σ of the kept positions' weights times the weights of their labels' classes: `validCount`, where all are 1.
    public private(set) var weightSum = 0.0
    /// Number of labels that are neither ignored nor in 0 ..< classes.
    public private(set) var invalidCount = 0
    /// The first of their positions, in order.
    public private(set) var invalidPositions: [Int] = []

    /// - Parameters:
    ///   - classCount: the number of all classes, of which the logits may hold a slice.
    ///   - classWeights: `classCount` numbers, or nil.
    ///   - positionWeights: as many as there are labels, or nil.
    public init(
        _ labels: UnsafeBufferPointer<Int64>, classCount: Int, ignoreLabel: Int64?,
        classWeights: UnsafePointer<Double>? = nil, positionWeights: UnsafePointer<Double>? = nil
    ) {
        let classes = UInt64(classCount)
        var (valid, invalid) = (0, 0)
        var start = 0
        typealias Lanes = SIMD16<Int64>
        if labels.count >= Lanes.scalarCount, let base = UnsafeRawPointer(labels.baseAddress) {
            let (ignored, ignoresSome) = (Lanes(repeating: ignoreLabel ?? 0), LaneMask(repeating: ignoreLabel != nil))
            let end = SIMD16<UInt64>(repeating: classes)
            var (kept, outside) = (Lanes(repeating: 0), Lanes(repeating: 0))
            while start &+ Lanes.scalarCount <= labels.count {
                let lanes = base.loadUnaligned(fromByteOffset: start &* MemoryLayout<Int64>.stride, as: Lanes.self)
                let isKept = .!((lanes .== ignored) .& ignoresSome)
                // A negative label is a huge unsigned number: one comparison finds both ends.
                let isOutside = isKept .& (unsafeBitCast(lanes, to: SIMD16<UInt64>.self) .>= end)
                // A lane that is set is −1.
                kept &-= unsafeBitCast(isKept, to: Lanes.self)
                outside &-= unsafeBitCast(isOutside, to: Lanes.self)
                start &+= Lanes.scalarCount
            }
            (valid, invalid) = (Int(kept.wrappedSum()), Int(outside.wrappedSum()))
        }
        for label in labels[start...] where label != ignoreLabel {
            valid &+= 1
            invalid &+= UInt64(bitPattern: label) >= classes ? 1 : 0
        }
        (validCount, invalidCount) = (valid, invalid)
        if invalid > 0 {
            for (position, label) in labels.enumerated()
            where label != ignoreLabel && UInt64(bitPattern: label) >= classes {
                invalidPositions.append(position)
                if invalidPositions.count == Self.maximumInvalidPositions { break }
            }
        } else if classWeights != nil || positionWeights != nil {
            for (position, label) in labels.enumerated() where label != ignoreLabel {
                weightSum += (positionWeights?[position] ?? 1) * (classWeights?[Int(label)] ?? 1)
            }
        } else {
            weightSum = Double(valid)
        }
    }

    /// The census of soft targets: every position is kept, and classes have no part in its weight.
    public init(positionCount: Int, positionWeights: UnsafePointer<Double>? = nil) {
        validCount = positionCount
        guard let positionWeights else {
            weightSum = Double(positionCount)
            return
        }
        for position in 0..<positionCount { weightSum += positionWeights[position] }
    }
}
