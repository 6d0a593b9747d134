/// One pass over the labels before any arithmetic: how many positions are kept, and which labels name no class.
///
/// The kernel reads logits at the labels without looking again, so it runs only on labels that have been through here.
public struct LabelCensus: Sendable {
    /// How many invalid labels are remembered; more are only counted.
    public static let maximumInvalidPositions = 100

    /// Number of positions whose label is not the ignored one.
    public private(set) var validCount = 0
    /// Number of labels that are neither ignored nor in 0 ..< classes.
    public private(set) var invalidCount = 0
    /// The first of their positions, in order.
    public private(set) var invalidPositions: [Int] = []

    public init(_ labels: UnsafeBufferPointer<Int64>, classCount: Int, ignoreLabel: Int64?) {
        let classes = UInt64(classCount)
        for (position, label) in labels.enumerated() where label != ignoreLabel {
            validCount += 1
            // A negative label is a huge unsigned number: one comparison finds both ends.
            if UInt64(bitPattern: label) >= classes {
                invalidCount += 1
                if invalidPositions.count < Self.maximumInvalidPositions { invalidPositions.append(position) }
            }
        }
    }
}
