#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// What a slice of the classes says about each position: with what the other slices say, all that a softmax takes.
///
/// A vocabulary that is spread over machines has its exact loss and gradients this way: every machine works out the
/// partials of its own classes, they are merged, and every machine evaluates its own classes with what they come to.
public struct ClassPartials: Sendable, Equatable {
    /// The class that is first in the slice.
    public let offset: Int
    /// The largest of the slice's scaled logits; −∞ of none.
    public let maximum: [Double]
    /// Σ exp(x − maximum) over the slice; 0 where the maximum is −∞.
    public let sum: [Double]
    /// The label's scaled logit; nil where the label is in another slice or ignored, and where there are soft targets.
    public let targetLogit: [Double?]
    /// The slice's share of A; 0 where ignored.
    public let coefficientSum: [Double]
    /// The lowest class with the largest logit, counted among all classes; nil of none.
    public let argmax: [Int?]

    /// The statistics of whole rows, from those of all slices, in whatever order they come.
    ///
    /// - Throws: ``SoftmaxLossError/statisticsCount(_:expected:)`` where the slices are of batches of different sizes.
    public static func merged(_ slices: [ClassPartials]) throws(SoftmaxLossError) -> RowStatistics {
        // Ascending, so that the bits do not depend on who was first; sorting keeps empty slices' order, which add 0.
        let slices = slices.sorted { $0.offset < $1.offset }
        let count = slices.first?.maximum.count ?? 0
        for slice in slices where slice.maximum.count != count {
            throw .statisticsCount(slice.maximum.count, expected: count)
        }
        var statistics = RowStatistics(maximum: [], sum: [], coefficientSum: [])
        for position in 0..<count {
            let maxima = slices.map { $0.maximum[position] }
            let maximum = maxima.contains(where: \.isNaN) ? .nan : maxima.reduce(-.infinity) { max($0, $1) }
            var sum = 0.0
            for slice in slices where !(slice.maximum[position] == -.infinity) {
                sum += slice.sum[position] * exp(slice.maximum[position] - maximum)
            }
            statistics.maximum.append(maximum)
            statistics.sum.append(sum)
            statistics.coefficientSum?.append(slices.reduce(0) { $0 + $1.coefficientSum[position] })
        }
        return statistics
    }
}

/// What the logits of all classes come to, one number a position.
public struct RowStatistics: Sendable, Equatable {
    /// m, of scaled logits.
    public var maximum: [Double]
    /// S.
    public var sum: [Double]
    /// A; needed where there are soft targets.
    public var coefficientSum: [Double]?

    public init(maximum: [Double], sum: [Double], coefficientSum: [Double]?) {
        self.maximum = maximum
        self.sum = sum
        self.coefficientSum = coefficientSum
    }

    func check(positionCount: Int) throws(SoftmaxLossError) {
        for count in [maximum.count, sum.count, coefficientSum?.count ?? positionCount] where count != positionCount {
            throw .statisticsCount(count, expected: positionCount)
        }
    }
}

extension Optional where Wrapped == RowStatistics {
    func withPointers<Result>(_ body: (MergedStatistics?) -> Result) -> Result {
        guard let self else { return body(nil) }
        return self.maximum.withPointer { maximum in
            self.sum.withPointer { sum in
                self.coefficientSum.withPointer { coefficientSum in
                    body(MergedStatistics(maximum: maximum, sum: sum, coefficientSum: coefficientSum))
                }
            }
        }
    }
}
