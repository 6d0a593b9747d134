/// The logits of one position lie far apart, or are few: lanes are positions, and a tile is sixteen of them with all their
/// classes. Their exponentials stay in the first caches until gradients are made of them, so that the large tensors are
/// read once and written once however they lie.
extension LossKernel {
    func evaluateTiles(block: Int) -> LossSums {
        let plane = Tile<Scalar>.size * shape.classCount
        return Self.evaluateBlock { group, sums in
            // Each by itself: what is small enough is on the stack.
            Self.withScalars(plane) { copies in
                Self.withScalars(hasTargets ? plane : 0) { targetCopies in
                    Self.withScalars(Tile<Scalar>.size + plane) { scratch in
                        for tile in block * blockLength..<(block + 1) * blockLength {
                            let first = tile * Tile<Scalar>.size
                            guard first < shape.positionCount else { break }
                            evaluate(
                                Tile(shape, first: first), exponentials: scratch + Tile<Scalar>.size, copy: copies,
                                targetCopy: targetCopies, labelElements: scratch, &group, into: &sums)
                        }
                    }
                }
            }
        }
    }

    /// - Parameters:
    ///   - copy: of the logits, and when they are no longer needed of an output, where the tile is not whole.
    ///   - targetCopy: the same for soft targets.
    ///   - labelElements: of the labels' classes: their logits, then their gradients.
    @inline(__always)
    private func evaluate(
        _ tile: Tile<Scalar>, exponentials: UnsafeMutablePointer<Scalar>, copy: UnsafeMutablePointer<Scalar>,
        targetCopy: UnsafeMutablePointer<Scalar>, labelElements: UnsafeMutablePointer<Scalar>,
        _ group: inout PositionGroup, into sums: inout LossSums
    ) {
        let run = ClassRun<Scalar>(
            logits: tile.elements(of: inputs.logits, copy: copy), count: shape.classCount, stride: tile.stride)
        let rows = LogitRows(base: run.logits, step: 1, stride: tile.stride, count: shape.classCount)
        prepare(&group, first: tile.first, count: tile.count, rows, labelElements)

        let scale = formulas.logitScale
        let subtrahend: Lanes
        if let merged = inputs.merged {
            subtrahend = self.subtrahend(merged, first: tile.first, count: tile.count)
        } else if scale < 0 {
            subtrahend = run.minimum()
        } else {
            subtrahend = run.maximum()
        }
        group.subtrahend = Scalar.widen(subtrahend)
        group.sum = run.exponentiate(
            minus: subtrahend, scale: scale == 1 ? nil : Lanes(repeating: Scalar(scale)), largestIn: -1,
            into: exponentials)

        var targets: UnsafePointer<Scalar>?
        if case .targets(let all) = inputs.truth { targets = tile.elements(of: all, copy: targetCopy) }
        let coefficients = coefficients(
            targets: targets, stride: tile.stride, weights: sliceWeights, ofClasses: false)
        if hasTargets { take(coefficientSum: coefficients.sum(run.count), into: &group) }

        settle(&group, rows, labelElements, into: &sums)
        if isDense {
            let formulas = classFormulas(group)
            let (sum, lowest) = run.crossSum(formulas, coefficients)
            group.crossSum = sum
            group.isCut = Scalar.widen(lowest) .< Scalar.widen(formulas.floor)
            add(&group, to: &sums)
        }

        if let logProbabilities = memory.logProbabilities {
            let formulas = classFormulas(group)
            tile.write(logProbabilities, copy: copy) { target in
                run.map(into: target, stride: tile.stride) { logits, _ in formulas.logProbability(logits) }
            }
        }
        let kept = ClassRun<Scalar>(
            logits: UnsafePointer(exponentials), count: run.count, stride: Tile<Scalar>.size)
        if let probabilities = memory.probabilities {
            let formulas = classFormulas(group)
            tile.write(probabilities, copy: copy) { target in
                kept.map(into: target, stride: tile.stride) { exponentials, _ in
                    formulas.probability(exponential: exponentials)
                }
            }
        }
        // Last, for gradients may take the place of the logits.
        if let gradients = memory.gradients {
            let formulas = classFormulas(group)
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
                write(labelElements, of: &group, into: target)
            }
        }
    }

    /// From a tile's sums to what its outputs are made with, and to its losses where the labels alone have a share in them.
    @inline(never)
    private func settle(
        _ group: inout PositionGroup, _ rows: LogitRows<Scalar>, _ labelElements: UnsafeMutablePointer<Scalar>,
        into sums: inout LossSums
    ) {
        begin(&group, rows, labelElements, into: &sums)
        conclude(&group, labelElements)
        if !isDense { add(&group, to: &sums) }
    }
}
