import Foundation
import TestSupport
import Testing

@testable import SoftmaxLoss

/// The vectorised logarithm against libm's.
struct LogarithmTests {
    @Test func withinOneUlp() {
        var generator = SeededGenerator(seed: 21)
        var worst = 0.0
        for round in 0..<30_000 {
            var lanes = SIMD16<Double>(repeating: 0)
            for lane in 0..<16 {
                lanes[lane] =
                    switch round % 4 {
                    case 0: Double.random(in: 0.5...2, using: &generator)
                    case 1: 1 + exp(-Double.random(in: 0...36, using: &generator))
                    case 2: Double(bitPattern: UInt64.random(in: 1..<0x7ff0_0000_0000_0000, using: &generator))
                    default: Double.random(in: 1...1e6, using: &generator)
                    }
            }
            let results = Logarithm.natural(lanes)
            for lane in 0..<16 {
                let near = log(lanes[lane])
                worst = max(worst, abs(results[lane] - near) / near.ulp)
            }
        }
        // libm's own error is about half of one.
        #expect(worst <= 1.5, "\(worst) ulp")
    }

    @Test func edges() {
        let edges = [0, -0.0, 1, .infinity, .nan, -1, .leastNonzeroMagnitude, -.infinity]
        let results = Logarithm.natural(SIMD16(edges + edges))
        #expect(results[0] == -.infinity && results[1] == -.infinity)
        #expect(results[2] == 0)
        #expect(results[3] == .infinity)
        #expect(results[4].isNaN && results[5].isNaN && results[7].isNaN)
        #expect(abs(results[6] + 744.440_071_921_381_3) < 1e-12)
    }
}
