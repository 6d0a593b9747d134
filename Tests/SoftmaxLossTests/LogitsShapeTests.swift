import SoftmaxLoss
import Testing

struct LogitsShapeTests {
    @Test func splitsAtTheAxis() throws {
        let shape = try LogitsShape([2, 3, 4, 5], axis: -2)
        #expect(shape.axis == 2)
        #expect((shape.outerCount, shape.classCount, shape.innerCount) == (6, 4, 5))
        #expect((shape.positionCount, shape.elementCount) == (30, 120))
        #expect(shape.positionDimensions == [2, 3, 5])
    }

    @Test func theClassesAreTheSecondAxisUnlessThereIsOnlyOne() throws {
        #expect(try LogitsShape([7]).axis == 0)
        #expect(try LogitsShape([7]).positionDimensions == [])
        #expect(try LogitsShape([7, 8]).axis == 1)
        #expect(try LogitsShape([7, 8, 9]).axis == 1)
    }

    @Test(
        arguments: [
            ([Int](), nil, SoftmaxLossError.rank(0)),
            ([Int](repeating: 1, count: 17), nil, .rank(17)),
            ([2, 0], nil, .dimension(index: 1, size: 0)),
            ([-1, 2], nil, .dimension(index: 0, size: -1)),
            ([2, 3], 2, .axis(2, rank: 2)),
            ([2, 3], -3, .axis(-3, rank: 2)),
            ([3], 1, .axis(1, rank: 1)),
            ([2, 3], Int.min, .axis(.min, rank: 2)),
            ([1 << 32, 1 << 32], nil, .tooManyElements),
            ([1 << 40, 1 << 22], nil, .tooManyElements),
            ([Int.max, Int.max, Int.max], nil, .tooManyElements),
        ] as [([Int], Int?, SoftmaxLossError)])
    func refuses(dimensions: [Int], axis: Int?, error: SoftmaxLossError) {
        #expect(throws: error) { try LogitsShape(dimensions, axis: axis) }
    }

    @Test func sixteenDimensionsAreTaken() throws {
        #expect(try LogitsShape([Int](repeating: 2, count: 16)).elementCount == 65536)
    }
}
