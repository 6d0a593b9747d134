/// The logits of one position lie far apart, or are few: lanes are positions, and a tile is sixteen of them with all their
/// classes. Their exponentials stay in the first caches until gradients are made of them, so that the large tensors are
/// read once and written once however they lie.
extension LossKernel {
    /// Tiles in a block, and blocks.
    var tileBlocks: (perBlock: Int, count: Int) {
        let tiles = (shape.positionCount + Tile<Scalar>.size - 1) / Tile<Scalar>.size
        let perBlock = max(1, Self.blockElements / Tile<Scalar>.size / max(shape.classCount, 1))
        return (perBlock, (tiles + perBlock - 1) / perBlock)
    }

    func evaluateTiles(block: Int) -> LossSums {
        let perBlock = tileBlocks.perBlock
        let plane = Tile<Scalar>.size * shape.classCount
        var sums = LossSums()
        withUnsafeTemporaryAllocation(
            of: Scalar.self, capacity: Tile<Scalar>.size + plane * (hasTargets ? 3 : 2)
        ) { scratch in
            guard let scratch = scratch.baseAddress else { return }
            let planes = scratch + Tile<Scalar>.size
            for tile in block * perBlock..<(block + 1) * perBlock {
                let first = tile * Tile<Scalar>.size
                guard first < shape.positionCount else { break }
                evaluate(
                    Tile(shape, first: first), exponentials: planes, copy: planes + plane,
                    targetCopy: planes + 2 * plane, labelGradients: scratch, into: &sums)
            }
        }
        return sums
    }

    /// - Parameters:
    ///   - copy: of the logits, and when they are no longer needed of an output, where the tile is not whole.
    ///   - targetCopy: the same for soft targets.
    @inline(__always)
    private func evaluate(
        _ tile: Tile<Scalar>, exponentials: UnsafeMutablePointer<Scalar>, copy: UnsafeMutablePointer<Scalar>,
        targetCopy: UnsafeMutablePointer<Scalar>, labelGradients: UnsafeMutablePointer<Scalar>,
        into sums: inout LossSums
    ) {
        let run = ClassRun<Scalar>(
            logits: tile.elements(of: inputs.logits, copy: copy), count: shape.classCount, stride: tile.stride)
        let rows = LogitRows(base: run.logits, step: 1, stride: tile.stride, count: shape.classCount)
        var group = group(first: tile.first, count: tile.count, rows)

        let subtrahend =
            if let merged = inputs.merged {
                self.subtrahend(merged, first: tile.first, count: tile.count)
            } else {
                Scalar.widen(self.formulas.logitScale < 0 ? run.minimum() : run.maximum())
            }
        let sum = run.exponentiate(
            minus: Scalar.narrow(subtrahend), scale: Lanes(repeating: Scalar(self.formulas.logitScale)),
            into: exponentials)
        begin(&group, subtrahend: subtrahend, rows, into: &sums)
        take(sum, into: &group)

        var targets: UnsafePointer<Scalar>?
        if case .targets(let all) = inputs.truth { targets = tile.elements(of: all, copy: targetCopy) }
        let coefficients = coefficients(
            targets: targets, stride: tile.stride, weights: sliceWeights, ofClasses: false)
        if hasTargets { take(coefficientSum: coefficients.sum(run.count), into: &group) }

        let terms = self.formulas.terms(of: group)
        let formulas = classFormulas(terms, subtrahend: subtrahend)
        var crossSum = SIMD16<Double>(repeating: 0)
        var isCut = LaneMask.nowhere
        if isDense {
            let (sum, lowest) = run.crossSum(formulas, coefficients)
            crossSum = sum
            isCut = isLess(Scalar.widen(lowest), Scalar.widen(formulas.floor))
        }
        conclude(group, terms, crossSum: crossSum, isCut: isCut, into: &sums)

        if let logProbabilities = memory.logProbabilities {
            tile.write(logProbabilities, copy: copy) { target in
                run.map(into: target, stride: tile.stride) { logits, _ in formulas.logProbability(logits) }
            }
        }
        let kept = ClassRun<Scalar>(
            logits: UnsafePointer(exponentials), count: run.count, stride: Tile<Scalar>.size)
        if let probabilities = memory.probabilities {
            tile.write(probabilities, copy: copy) { target in
                kept.map(into: target, stride: tile.stride) { exponentials, _ in
                    formulas.probability(exponential: exponentials)
                }
            }
        }
        // Last, for gradients may take the place of the logits.
        if let gradients = memory.gradients {
            tile.write(gradients, copy: copy) { target in
                if isDense {
                    kept.map(into: target, stride: tile.stride) { exponentials, vector in
                        formulas.gradient(exponential: exponentials, coefficient: coefficients[vector])
                    }
                } else {
                    kept.map(into: target, stride: tile.stride) { exponentials, _ in
                        formulas.gradient(exponential: exponentials)
                    }
                }
                writeLabelGradients(group, terms, labelGradients, into: target)
            }
        }
    }
}
