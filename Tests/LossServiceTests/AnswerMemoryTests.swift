import HTTPWire
import LossWire
import Testing

@testable import LossService

struct AnswerMemoryTests {
    private let pieceCount = 40
    private let pieceLength = 4000

    /// Pieces of 50 octets for each before them, the last one first.
    private func written(replacing request: ByteBuffer?) throws -> [ByteBuffer] {
        let memory = AnswerMemory(pieceCount: pieceCount, length: pieceCount * pieceLength, replacing: request)
        for index in (0..<pieceCount).reversed() {
            memory.write(index, length: pieceLength) { room in
                #expect(room.freeCapacity >= pieceLength)
                room.write { free in
                    for place in 0..<50 * index { free[place] = UInt8(index) }
                    return 50 * index
                }
            }
        }
        return try #require(memory.pieces)
    }

    private func isWithin(_ piece: ByteBuffer, _ request: ByteBuffer) -> Bool {
        guard let start = request.bytes.baseAddress, let place = piece.bytes.baseAddress else { return false }
        return (start..<start + request.count).contains(place)
    }

    @Test(arguments: [nil, 0, 1000, 4000, 30_000, 160_000, 160_001, 1_000_000])
    func piecesComeInTheirOrderWhereverTheyLie(requestLength: Int?) throws {
        let request = requestLength.map { ByteBuffer(Array(repeating: UInt8(0xff), count: $0)) }
        for (index, piece) in try written(replacing: request).enumerated() {
            #expect(piece.count == 50 * index)
            withExtendedLifetime(piece) { #expect(piece.bytes.allSatisfy { $0 == UInt8(index) }) }
        }
    }

    @Test func thePlaceOfTheRequestIsTakenFirst() throws {
        let request = ByteBuffer(Array(repeating: UInt8(0xff), count: 20_000))
        let areWithin = try written(replacing: request).dropFirst().reversed().map { isWithin($0, request) }
        #expect(areWithin.prefix { $0 }.count >= 20_000 / pieceLength)
        #expect(areWithin.last == false)
    }

    @Test func aRequestThatIsLongerThanTheAnswerIsLeftAlone() throws {
        let request = ByteBuffer(Array(repeating: UInt8(0xff), count: pieceCount * pieceLength + 1))
        for piece in try written(replacing: request).dropFirst() { #expect(!isWithin(piece, request)) }
        withExtendedLifetime(request) { #expect(request.bytes.allSatisfy { $0 == 0xff }) }
    }

    @Test func nothingIsThereUntilAllIs() {
        let memory = AnswerMemory(pieceCount: 2, length: 20, replacing: nil)
        memory.write(1, length: 10) { $0.append("later") }
        #expect(memory.pieces == nil)
        memory.write(0, length: 10) { $0.append("first") }
        #expect(memory.pieces?.map(\.copy) == [Array("first".utf8), Array("later".utf8)])
    }

    /// The answer to a batch of 256 × 1000, and to two of them.
    @Test(arguments: [false, true])
    func theAnswerIsTheSameInThePlaceOfTheRequest(areTwo: Bool) throws {
        let row = (0..<1000).map { "\(Double($0 * 37 % 1000) / 64)" }.joined(separator: ",")
        let rows = Array(repeating: "[\(row)]", count: 256).joined(separator: ",")
        let labels = (0..<256).map(String.init).joined(separator: ",")
        let batch = "{\"logits\":[\(rows)],\"labels\":[\(labels)]}"
        let body = ByteBuffer(areTwo ? "{\"batches\":[\(batch),\(batch)]}" : batch)
        let pipeline = LossPipeline(executor: SerialExecutor())
        var timing = StepTiming()
        let apart = try pipeline.run(json: body.bytes, of: nil, for: .loss, timing: &timing).array.flatMap(\.copy)
        let content = body.copy
        let inPlace = try pipeline.run(json: body.bytes, of: body, for: .loss, timing: &timing).array.flatMap(\.copy)
        let (isSame, isReplaced) = (inPlace == apart, body.copy != content)
        #expect(isSame && isReplaced)
    }
}
