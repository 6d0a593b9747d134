import Foundation
import HTTPWire
import Memory
import TestSupport
import Testing

@testable import HTTPTransport

struct PlacementTests {
    struct Case: Sendable {
        var loads: [Int]
        var near: Set<Int>
        var current: Int?
        var isCrowded = false
        var choice: Int?
    }

    @Test(arguments: [
        // A connection that has no loop yet: a near one while it has no more than the others and half as many again.
        Case(loads: [], near: [], choice: nil),
        Case(loads: [0], near: [], choice: 0),
        Case(loads: [0, 0], near: [1], choice: 1),
        Case(loads: [0, 1], near: [1], choice: 0),
        Case(loads: [2, 3], near: [1], choice: 1),
        Case(loads: [2, 4], near: [1], choice: 0),
        Case(loads: [32, 48], near: [1], choice: 1),
        Case(loads: [32, 49], near: [1], choice: 0),
        Case(loads: [9, 5, 0, 7], near: [0, 3], choice: 2),
        Case(loads: [9, 5, 6, 7], near: [0, 3], choice: 3),
        // Nothing is near, or everything: the one with the fewest.
        Case(loads: [3, 2, 1, 1], near: [], choice: 2),
        Case(loads: [3, 2, 1, 1], near: [0, 1, 2, 3], choice: 2),
        // One that has: it stays where it is near, or where none is, or where it would leave a loop with too few.
        Case(loads: [8, 1], near: [0], current: 0, choice: 0),
        Case(loads: [8, 1], near: [0, 1], current: 0, choice: 0),
        Case(loads: [8, 1], near: [], current: 0, choice: 0),
        Case(loads: [1, 0], near: [1], current: 0, choice: 1),
        Case(loads: [1, 1], near: [1], current: 0, choice: 0),
        Case(loads: [3, 3], near: [1], current: 0, choice: 1),
        Case(loads: [2, 4], near: [1], current: 0, choice: 0),
        Case(loads: [33, 48], near: [1], current: 0, choice: 1),
        Case(loads: [33, 49], near: [1], current: 0, choice: 0),
        Case(loads: [5, 5, 1], near: [1], current: 0, choice: 0),
        // Where that is crowded: half as many near as elsewhere.
        Case(loads: [], near: [], isCrowded: true, choice: nil),
        Case(loads: [0, 0], near: [0], isCrowded: true, choice: 1),
        Case(loads: [0, 1], near: [0], isCrowded: true, choice: 0),
        Case(loads: [1, 2], near: [0], isCrowded: true, choice: 1),
        Case(loads: [21, 43], near: [0], isCrowded: true, choice: 0),
        Case(loads: [21, 42], near: [0], isCrowded: true, choice: 1),
        Case(loads: [5, 7, 6, 9], near: [0, 1], isCrowded: true, choice: 2),
        Case(loads: [3, 2, 1, 1], near: [], isCrowded: true, choice: 2),
        // It leaves a loop that has more than an eighth too many.
        Case(loads: [1, 1], near: [0], current: 0, isCrowded: true, choice: 0),
        Case(loads: [1, 1], near: [0], current: 1, isCrowded: true, choice: 1),
        Case(loads: [2, 0], near: [1], current: 0, isCrowded: true, choice: 0),
        Case(loads: [2, 0], near: [0], current: 0, isCrowded: true, choice: 1),
        Case(loads: [32, 32], near: [0], current: 0, isCrowded: true, choice: 1),
        Case(loads: [32, 32], near: [0], current: 1, isCrowded: true, choice: 1),
        Case(loads: [24, 40], near: [0], current: 0, isCrowded: true, choice: 1),
        Case(loads: [23, 41], near: [0], current: 0, isCrowded: true, choice: 0),
        Case(loads: [19, 45], near: [0], current: 1, isCrowded: true, choice: 1),
        Case(loads: [18, 46], near: [0], current: 1, isCrowded: true, choice: 0),
        Case(loads: [8, 1], near: [], current: 0, isCrowded: true, choice: 1),
    ]) func choice(_ each: Case) {
        let isNear = each.loads.indices.map { each.near.contains($0) }
        let choice = Placement.choice(
            loads: each.loads, isNear: isNear, current: each.current, isCrowded: each.isCrowded)
        #expect(choice == each.choice)
    }

    @Test func sharesOfProcessors() {
        var shares = ProcessorShares()
        #expect(shares.isEmpty)
        #expect(shares.areCrowded(on: 0, loops: 2) && shares.areCrowded(on: nil, loops: 2))
        for processor in [Int32(0), 0, 0, 0, 1, 1] { shares.move(from: nil, to: processor) }
        #expect(!shares.isEmpty)
        // A share of two loops is three.
        #expect(!shares.areCrowded(on: 0, loops: 2) && !shares.areCrowded(on: 1, loops: 2))
        shares.move(from: 1, to: 0)
        #expect(shares.areCrowded(on: 0, loops: 2) && !shares.areCrowded(on: 1, loops: 2))
        #expect(!shares.areCrowded(on: 2, loops: 2) && shares.areCrowded(on: nil, loops: 2))
        shares.move(from: 0, to: 0)
        shares.move(from: 0, to: nil)
        #expect(shares.areCrowded(on: 0, loops: 2))
        shares.move(from: 0, to: 2)
        shares.move(from: 0, to: 2)
        #expect(!shares.areCrowded(on: 0, loops: 2))
        // A share of four is one and a quarter, and two are no half.
        #expect(!shares.areCrowded(on: 0, loops: 4) && !shares.areCrowded(on: 2, loops: 4))
        shares.move(from: 2, to: 0)
        #expect(shares.areCrowded(on: 0, loops: 4) && shares.areCrowded(on: 0, loops: 64))
        #expect(!shares.areCrowded(on: 1, loops: 4) && !shares.areCrowded(on: 2, loops: 64))
        for processor in [Int32(0), 0, 0, 1, 2] { shares.move(from: processor, to: nil) }
        #expect(shares.isEmpty)
    }

    /// Two loops, each on a processor of its own, and octets that come in on either of them.
    private static var restless: Locality {
        let threads = Locked<[pthread_t]>([])
        let generator = Locked(SeededGenerator(seed: 3))
        return Locality(
            current: {
                threads.withLock { threads in
                    let own = pthread_self()
                    let number = threads.firstIndex { $0 == own } ?? threads.count
                    if number == threads.count { threads.append(own) }
                    return Int32(number)
                }
            },
            incoming: { _ in generator.withLock { Int32.random(in: 0...1, using: &$0) } })
    }

    @Test(arguments: Wire.allCases) func connectionsMoveAndNothingIsLost(_ wire: Wire) throws {
        let server = try TestServer(wire, loops: 2, locality: Self.restless)
        let clients = try (0..<6).map { _ in try server.client() }
        var loops = [Set<String>](repeating: [], count: clients.count)
        for round in 0..<8 * EventLoop.requestsPerPlacement {
            for (number, client) in clients.enumerated() {
                let path = round % 7 == 0 ? "/later" : "/loop"
                let response = try client.exchange("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
                if path == "/loop" { loops[number].insert(response.text) } else { #expect(response.text == path) }
            }
        }
        #expect(loops.contains { $0.count == 2 })
        #expect(loops.allSatisfy { $0.count <= 2 })
        #expect(server.server.connectionCount == clients.count)
    }

    /// Whoever asks while connections move and the server ends is answered, or sees the end of a connection.
    @Test(arguments: Wire.allCases) func whoMovesIsDrained(_ wire: Wire) throws {
        let server = try TestServer(wire, loops: 2, locality: Self.restless)
        let answered = Locked(0)
        let failures = Locked<[String]>([])
        let clients = DispatchGroup()
        for _ in 0..<8 {
            DispatchQueue(label: "client").async(group: clients) {
                do {
                    let client = try server.client()
                    while try client.exchange("GET /loop HTTP/1.1\r\nHost: a\r\n\r\n").field("connection") != "close" {
                        answered.withLock { $0 += 1 }
                    }
                    _ = try client.readToEnd()
                } catch RawClient.Failure.ended("") {
                    return
                } catch {
                    failures.withLock { $0.append("\(error)") }
                }
            }
        }
        #expect(eventually { answered.withLock { $0 } > 20 * Int(EventLoop.requestsPerPlacement) })
        #expect(Drain(server.server, timeout: .seconds(2 * patience)).wait() == 0)
        clients.wait()
        #expect(failures.withLock { $0 } == [])
        #expect(server.server.connectionCount == 0)
    }

    /// However little time it is given while connections move, nothing is counted that is not there any more.
    @Test func stopsWhileTheyMove() throws {
        for round in 0..<10 {
            let server = try TestServer(loops: 2, locality: Self.restless)
            let answered = Locked(0)
            let clients = DispatchGroup()
            for _ in 0..<6 {
                DispatchQueue(label: "client").async(group: clients) {
                    guard let client = try? server.client() else { return }
                    while let answer = try? client.exchange("GET /loop HTTP/1.1\r\nHost: a\r\n\r\n"),
                        answer.field("connection") != "close"
                    { answered.withLock { $0 += 1 } }
                }
            }
            let enough = 5 * Int(EventLoop.requestsPerPlacement) + 37 * round
            #expect(eventually { answered.withLock { $0 } > enough })
            #expect(Drain(server.server, timeout: round % 2 == 0 ? .zero : .milliseconds(2)).wait() != nil)
            clients.wait()
            #expect(server.server.connectionCount == 0)
        }
    }
}
