import Foundation
import TestSupport
import Testing

@testable import SoftmaxLoss

/// e^x against libm's in higher precision, over all the x ≤ 0 that have a result.
struct ExponentialTests {
    @Test func float32IsWithinTwoUlp() {
        var generator = SeededGenerator(seed: 1)
        var worst = 0.0
        for index in 0..<30_000 {
            let lanes = SIMD16<Float>(
                (0..<16).map { _ in
                    index % 2 == 0
                        ? Float.random(in: -104...0, using: &generator) : Float.random(in: -2...0, using: &generator)
                })
            let results = Exponential.float32(lanes)
            for lane in 0..<16 {
                let exact = exp(Double(lanes[lane]))
                let ulp = Double(Float(exact).ulp)
                worst = max(worst, abs(Double(results[lane]) - exact) / ulp)
            }
        }
        #expect(worst <= 2, "\(worst) ulp")
    }

    @Test func float64IsWithinTwoUlp() {
        var generator = SeededGenerator(seed: 2)
        var worst = 0.0
        for _ in 0..<30_000 {
            let lanes = SIMD16<Double>((0..<16).map { _ in Double.random(in: -745...0, using: &generator) })
            let results = Exponential.float64(lanes)
            for lane in 0..<16 {
                // libm's own error is below one ulp, which is allowed for.
                let near = exp(lanes[lane])
                worst = max(worst, abs(results[lane] - near) / near.ulp)
            }
        }
        #expect(worst <= 2, "\(worst) ulp")
    }

    @Test func edges() {
        let edges: [Float] = [0, -0.0, -.infinity, .nan, -103.9, -104.1, -87.4, -3e38]
        let results = Exponential.float32(SIMD16(edges + edges))
        #expect(results[0] == 1 && results[1] == 1)
        #expect(results[2] == 0 && results[5] == 0 && results[7] == 0)
        #expect(results[3].isNaN)
        #expect(results[4] == .leastNonzeroMagnitude)
        #expect(results[6] > 0 && results[6] < .leastNormalMagnitude)

        let wideEdges = [0, -0.0, -.infinity, .nan, -745.1, -745.2, -709, -1e308]
        let wide = Exponential.float64(SIMD16(wideEdges + wideEdges))
        #expect(wide[0] == 1 && wide[1] == 1)
        #expect(wide[2] == 0 && wide[5] == 0 && wide[7] == 0)
        #expect(wide[3].isNaN)
        #expect(wide[4] == .leastNonzeroMagnitude)
    }
}
