import SoftmaxLoss

/// What the fields mean together.
extension BatchReading {
    /// The batch, or nil where `issues` has grown.
    mutating func resolve() -> BatchRequest? {
        if let logits { issues.add(logits.issues) }
        if let labels { issues.add(labels.issues) }
        let options = resolveOptions()
        if logits == nil, !hasIssue(at: .logits) {
            issues.add(place(.logits), "is required: numbers in lists in lists, or flat with shape")
        }
        if labels == nil, !hasIssue(at: .labels) {
            issues.add(place(.labels), "is required: one integer for each position")
        }
        // What depends on a field that is wrong itself would only be wrong in its wake.
        guard let logits, let labels,
            issues.isEmpty || ![.logits, .labels, .shape, .axis, .ignoreLabel].contains(where: hasIssue),
            let shape = resolveShape(logits), checkShape(of: labels, shape)
        else { return nil }
        let census = LabelCensus(labels.storage.elements, classCount: shape.classCount, ignoreLabel: ignoreLabel)
        addInvalidLabels(labels, census, shape)
        guard issues.isEmpty, let options else { return nil }
        return BatchRequest(
            logits: logits.tensor, shape: shape, labels: labels.storage, census: census, options: options,
            outputs: outputs, layout: layout ?? (self.shape != nil && logits.dimensions.count == 1 ? .flat : .nested))
    }

    private func hasIssue(at field: LossField) -> Bool {
        let place = place(field)
        return issues.listed.contains { $0.pointer.hasPrefix(place) }
    }

    private mutating func resolveOptions() -> LossOptions? {
        let divisor: LossOptions.Divisor
        if let normalizer {
            if normalization != nil || normalize != nil {
                let other = normalization != nil ? LossField.normalization : .normalize
                issues.add(
                    place(.normalizer), "stands beside \(other.name), and only one of them can say what the divisor is")
            }
            divisor = .explicit(normalizer)
        } else {
            // Caffe reads the legacy field only where the other is absent (caffe.proto, LossParameter).
            divisor = .normalization(normalization ?? (normalize == false ? .batchSize : .valid))
        }
        do {
            return try LossOptions(ignoreLabel: ignoreLabel, divisor: divisor, lossWeight: lossWeight)
        } catch {
            if case .lossWeight = error {
                issues.add(place(.lossWeight), "\(error)")
            } else {
                issues.add(place(.normalizer), "\(error)")
            }
            return nil
        }
    }

    private mutating func resolveShape(_ logits: Logits) -> LogitsShape? {
        let nesting = logits.dimensions
        guard !nesting.isEmpty else {
            issues.add(place(.logits), "is a number, and has to be a list")
            return nil
        }
        do {
            let shape = try LogitsShape(self.shape ?? nesting, axis: axis)
            if nesting.count == 1 {
                guard logits.count == shape.elementCount else {
                    issues.add(
                        place(.logits),
                        "has \(logits.count) numbers, and shape \(shape.dimensions) needs \(shape.elementCount)")
                    return nil
                }
            } else if nesting != shape.dimensions {
                issues.add(place(.shape), "is \(shape.dimensions), and logits are nested as \(nesting)")
                return nil
            }
            return shape
        } catch {
            switch error {
            case .axis: issues.add(place(.axis), "\(error)")
            case .dimension(let index, _): issues.add("\(place(.shape))/\(index)", "\(error)")
            default: issues.add(place(.shape), "\(error)")
            }
            return nil
        }
    }

    /// Labels have the shape of the positions, or that with a 1 where the classes were, or are one flat list.
    private mutating func checkShape(of labels: JSONTensor<Int64>, _ shape: LogitsShape) -> Bool {
        let nesting = labels.dimensions
        if nesting.count == 1, nesting[0] == shape.positionCount { return true }
        var withOne = shape.dimensions
        withOne[shape.axis] = 1
        if nesting == shape.positionDimensions || nesting == withOne { return true }
        let expected = nesting.count == 1 ? "\(shape.positionCount) in all" : "\(shape.positionDimensions)"
        let found = nesting.isEmpty ? "a number" : nesting.count == 1 ? "\(nesting[0])" : "\(nesting)"
        issues.add(
            place(.labels),
            "is \(found), and logits of shape \(shape.dimensions) with axis \(shape.axis) need one for each position: \(expected)"
        )
        return false
    }

    private mutating func addInvalidLabels(_ labels: JSONTensor<Int64>, _ census: LabelCensus, _ shape: LogitsShape) {
        for position in census.invalidPositions {
            let label = labels.storage.elements[position]
            issues.add(
                labels.pointer(place(.labels), to: position), "label \(label) is outside [0, \(shape.classCount))")
        }
        issues.add(undescribed: census.invalidCount - census.invalidPositions.count)
    }
}
