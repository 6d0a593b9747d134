import SoftmaxLoss

/// What the fields mean together.
extension BatchReading {
    /// The batch, or nil where `issues` has grown.
    mutating func resolve() -> BatchRequest? {
        addElementIssues()
        checkCombinations()
        resolveOptions()
        requireTensors()
        guard let nesting = logits?.form.dimensions, issues.isEmpty || areShapingFieldsRight(),
            let slice = resolveSlice(), let shape = resolveShape(nesting, slice), checkTruth(shape), checkNumbers(shape)
        else { return nil }
        let census = census(shape)
        guard let merged = resolveMerged(shape), issues.isEmpty, let truth = takeTruth(),
            let logits = logits.take()?.tensor
        else { return nil }
        return BatchRequest(
            endpoint: endpoint, logits: logits, shape: shape, truth: truth, census: census,
            classWeights: numbers[.classWeights]?.storage,
            positionWeights: numbers[.positionWeights]?.storage, merged: merged, options: options,
            outputs: outputs, layout: layout ?? (self.shape != nil && nesting.count == 1 ? .flat : .nested))
    }

    /// What is wrong with elements comes behind what is wrong with fields.
    private mutating func addElementIssues() {
        if let found = logits?.form.issues { add(found, of: .logits) }
        if let found = targets?.form.issues { add(found, of: .targets) }
        if let found = labels?.form.issues { add(found, of: .labels) }
        guard !numbers.isEmpty else { return }
        for field in Self.numbers { if let found = numbers[field]?.issues { add(found, of: field) } }
    }

    /// Adds those of a tensor, whose pointers begin at it.
    mutating func add(_ found: InputIssues, of field: LossField) {
        let place = places.elements(of: field)
        issues.add(found.mapping { $0.within(place) })
    }

    private static let numbers: [LossField] = [.classWeights, .positionWeights, .max, .sumExp, .coefficientSum]

    /// What depends on one of these when it is wrong itself would only be wrong in its wake.
    private static let shaping: [LossField] = [
        .logits, .labels, .targets, .shape, .axis, .ignoreLabel, .classOffset, .numClasses, .classWeights,
        .positionWeights,
    ]

    @inline(never)
    private func areShapingFieldsRight() -> Bool {
        for field in Self.shaping where hasIssue(at: field) { return false }
        return true
    }

    /// What slices come to.
    private static let statistics: [LossField] = [.max, .sumExp, .coefficientSum]

    private func hasIssue(at field: LossField) -> Bool {
        let place = place(field)
        return issues.listed.contains { $0.pointer == place || $0.pointer.hasPrefix("\(place)/") }
    }

    private mutating func addMissing(_ field: LossField, _ detail: String) {
        issues.add(place(field), places.absence(of: field) + detail)
    }

    /// Whether the classes are a slice of all there are.
    private var isSlice: Bool { classOffset != nil || numClasses != nil }

    // MARK: Options

    /// Fields that mean nothing beside each other.
    private mutating func checkCombinations() {
        if targets != nil, hasField(.labels), labels != nil {
            issues.add(place(.targets), "stands beside labels, and only one of them can say what is to be predicted")
        }
        if targets != nil, options.ignoreLabel != nil {
            issues.add(place(.ignoreLabel), "stands beside targets, which have no label that could be ignored")
        }
        if endpoint == .partials {
            for field in [LossField.outputs, .max, .sumExp, .coefficientSum] where hasField(field) {
                issues.add(place(field), "is nothing that partials are made from")
            }
            return
        }
        if targets != nil, let index = place(ofOutput: .correct) {
            issues.add("\(place(.outputs))/\(index)", "takes labels, and there are targets")
        }
        if isSlice {
            for name in [OutputName.predictions, .correct] {
                guard let index = place(ofOutput: name) else { continue }
                issues.add("\(place(.outputs))/\(index)", "takes all classes, and these are a slice of them")
            }
            for field in Self.statistics where numbers[field] == nil && !hasIssue(at: field) {
                if field == .coefficientSum, targets == nil { continue }
                addMissing(field, "is required of a slice: what all slices' \(field.name) come to")
            }
        } else if !numbers.isEmpty {
            for field in Self.statistics where numbers[field] != nil {
                issues.add(place(field), "is what slices come to, and takes class_offset and num_classes beside it")
            }
        }
    }

    /// nil where it was not named.
    private func place(ofOutput name: OutputName) -> Int? { outputPlaces.first { $0.name == name }?.index }

    private mutating func resolveOptions() {
        if let normalizer {
            if normalization != nil || normalize != nil {
                let other = normalization != nil ? LossField.normalization : .normalize
                issues.add(
                    place(.normalizer), "stands beside \(other.name), and only one of them can say what the divisor is")
            }
            options.divisor = .explicit(normalizer)
        } else if let normalization {
            options.divisor = .normalization(normalization)
        } else if let normalize {
            // Caffe reads the legacy field only where the other is absent (caffe.proto, LossParameter).
            options.divisor = .normalization(normalize ? .valid : .batchSize)
        }
        // null is no label, a field that is not there the one of the semantics.
        if targets == nil, !hasField(.ignoreLabel) { options.ignoreLabel = options.semantics.defaultIgnoreLabel }
        do {
            try options.check()
        } catch {
            issues.add(place(Self.field(of: error)), "\(error)")
        }
    }

    /// The field whose value an error of the options is about.
    private static func field(of error: SoftmaxLossError) -> LossField {
        switch error {
        case .lossWeight: .lossWeight
        case .labelSmoothing: .labelSmoothing
        case .zLoss: .zLoss
        case .logitScale: .logitScale
        case .topK: .topK
        default: .normalizer
        }
    }

    // MARK: Tensors

    private mutating func requireTensors() {
        if logits == nil, !hasIssue(at: .logits) {
            addMissing(.logits, "is required: numbers in lists in lists, or flat with shape")
        }
        if labels == nil, targets == nil, !hasIssue(at: .labels), !hasIssue(at: .targets) {
            addMissing(.labels, "is required: one integer for each position, or else targets")
        }
        if !isSlice {
            if logits?.tensor.count == 0 { addEmpty(.logits, logits?.form) }
            if targets?.tensor.count == 0 { addEmpty(.targets, targets?.form) }
        }
        if let targets { checkFinite(targets) }
        guard !numbers.isEmpty else { return }
        check(.classWeights, "has to be finite") { !$0.isFinite }
        check(.positionWeights, "has to be finite") { !$0.isFinite }
        check(.coefficientSum, "has to be finite") { !$0.isFinite }
        check(.classWeights, "has to be at least 0") { $0 < 0 }
        check(.sumExp, "has to be at least 0") { $0 < 0 }
    }

    private mutating func addEmpty(_ field: LossField, _ form: TensorForm?) {
        let depth = form?.lists.sizes.firstIndex(of: 0) ?? 0
        issues.add(places.elements(of: field) + String(repeating: "/0", count: depth), "is empty")
    }

    /// NaN and the infinities are logits, and what comes of them, alone.
    private mutating func checkFinite(_ targets: Logits) {
        func add<Element: BinaryFloatingPoint>(_ storage: TensorStorage<Element>) {
            for index in 0..<storage.count where !storage[index].isFinite {
                issues.add(targets.form.pointer(places.elements(of: .targets), to: index), "is not finite")
            }
        }
        switch targets.tensor {
        case .float32(let storage): if !Self.areFinite(storage) { add(storage) }
        case .float64(let storage): if !Self.areFinite(storage) { add(storage) }
        }
    }

    /// Without a branch for each: large batches have many.
    private static func areFinite<Element: BinaryFloatingPoint>(_ storage: TensorStorage<Element>) -> Bool {
        // x − x is 0, or NaN, which stays.
        var sum: Element = 0
        for index in 0..<storage.count { sum += storage[index] - storage[index] }
        return sum == 0
    }

    private mutating func check(_ field: LossField, _ what: StaticString, where isWrong: (Double) -> Bool) {
        guard let tensor = numbers[field] else { return }
        let place = places.elements(of: field)
        for (index, number) in tensor.storage.elements.enumerated() where isWrong(number) {
            issues.add { InputIssue(tensor.form.pointer(place, to: index), "is \(number), and \(what)") }
        }
    }

    /// The slice that the logits are; nil in it where they are all classes, and nil where it is none.
    private mutating func resolveSlice() -> ClassSlice?? {
        guard isSlice else { return .some(nil) }
        guard let classOffset, let numClasses else {
            addMissing(classOffset == nil ? .classOffset : .numClasses, "is required of a slice")
            return nil
        }
        return .some(ClassSlice(offset: classOffset, of: numClasses))
    }

    private mutating func resolveShape(_ nesting: [Int], _ slice: ClassSlice?) -> LogitsShape? {
        guard !nesting.isEmpty else {
            issues.add(place(.logits), "is a number, and has to be a list")
            return nil
        }
        do {
            guard let given = self.shape else {
                let shape = try LogitsShape(nesting, axis: axis, slice: slice)
                return check(nesting, shape) ? shape : nil
            }
            let shape = try LogitsShape(given, axis: axis, slice: slice)
            return check(nesting, shape) ? shape : nil
        } catch {
            switch error {
            case .axis: issues.add(place(.axis), "\(error)")
            case .dimension(let index, _): issues.add("\(place(.shape))/\(index)", "\(error)")
            case .slice: issues.add(place(.classOffset), "\(error)")
            default: issues.add(place(.shape), "\(error)")
            }
            return nil
        }
    }

    private mutating func check(_ nesting: [Int], _ shape: LogitsShape) -> Bool {
        let count = logits?.tensor.count ?? 0
        // Without one that was given, the shape is the nesting.
        if self.shape == nil, count > 0 { return true }
        if nesting.count == 1 {
            if count == shape.elementCount { return true }
            issues.add(
                place(.logits), "has \(count) numbers, and shape \(shape.dimensions) needs \(shape.elementCount)")
        } else {
            if Self.isNesting(nesting, of: shape.dimensions) { return true }
            issues.add(place(.shape), "is \(shape.dimensions), and logits are nested as \(nesting)")
        }
        return false
    }

    /// Lists have no shape within a list that is empty.
    private static func isNesting(_ nesting: [Int], of dimensions: [Int]) -> Bool {
        guard let empty = dimensions.firstIndex(of: 0) else { return nesting == dimensions }
        return nesting == Array(dimensions[...empty])
    }

    private mutating func checkTruth(_ shape: LogitsShape) -> Bool {
        if let form = labels?.form {
            guard check(form, .labels, shape) else { return false }
            if let largestExactLabel, shape.totalClassCount - 1 > largestExactLabel {
                issues.add(
                    place(.labels),
                    "has a type without every integer above \(largestExactLabel), and there are \(shape.totalClassCount) classes"
                )
                return false
            }
            return true
        }
        guard let targets else { return false }
        let nesting = targets.form.dimensions
        let isFlat = nesting.count == 1 && targets.tensor.count == shape.elementCount
        guard isFlat || Self.isNesting(nesting, of: shape.dimensions) else {
            issues.add(place(.targets), "is \(nesting), and logits are \(shape.dimensions)")
            return false
        }
        return true
    }

    /// Labels or targets, which are then not kept here any more.
    private mutating func takeTruth() -> BatchRequest.Truth? {
        if let labels = labels.take() { return .labels(labels.storage) }
        return targets.take().map { .targets($0.tensor) }
    }

    /// What there is one of per position has the shape of the positions, or that with a 1 where the classes were, or is
    /// one flat list.
    private mutating func check(_ form: TensorForm, _ field: LossField, _ shape: LogitsShape) -> Bool {
        if form.isList(of: shape.positionCount) { return true }
        let nesting = form.dimensions
        var withOne = shape.dimensions
        withOne[shape.axis] = 1
        if nesting == shape.positionDimensions || nesting == withOne { return true }
        let expected = nesting.count == 1 ? "\(shape.positionCount) in all" : "\(shape.positionDimensions)"
        let found = nesting.isEmpty ? "a number" : nesting.count == 1 ? "\(nesting[0])" : "\(nesting)"
        issues.add(
            place(field),
            "is \(found), and logits of shape \(shape.dimensions) with axis \(shape.axis) need one for each position: \(expected)"
        )
        return false
    }

    private mutating func checkNumbers(_ shape: LogitsShape) -> Bool {
        guard !numbers.isEmpty else { return true }
        if let weights = numbers[.positionWeights], !check(weights.form, .positionWeights, shape) { return false }
        guard let classWeights = numbers[.classWeights], !classWeights.form.isList(of: shape.totalClassCount) else {
            return true
        }
        let nesting = classWeights.dimensions
        let found = nesting.isEmpty ? "a number" : nesting.count == 1 ? "\(nesting[0])" : "\(nesting)"
        issues.add(place(.classWeights), "is \(found), and has to be one for each class: \(shape.totalClassCount)")
        return false
    }

    private mutating func census(_ shape: LogitsShape) -> LabelCensus {
        let positionWeights = numbers[.positionWeights].map { UnsafePointer($0.storage.base) }
        guard let labels = labels?.storage.elements else {
            return LabelCensus(positionCount: shape.positionCount, positionWeights: positionWeights)
        }
        let census = LabelCensus(
            labels, classCount: shape.totalClassCount, ignoreLabel: options.ignoreLabel,
            classWeights: numbers[.classWeights].map { UnsafePointer($0.storage.base) },
            positionWeights: positionWeights)
        for position in census.invalidPositions {
            let place = places.elements(of: .labels)
            issues.add(
                self.labels?.form.pointer(place, to: position) ?? place,
                "label \(labels[position]) is outside [0, \(shape.totalClassCount))")
        }
        issues.add(undescribed: census.invalidCount - census.invalidPositions.count)
        return census
    }

    /// What all slices come to; nil in it where there are none, and nil where it does not fit.
    private mutating func resolveMerged(_ shape: LogitsShape) -> BatchRequest.Merged?? {
        guard endpoint == .loss, let maximum = numbers[.max], let sum = numbers[.sumExp] else {
            return .some(nil)
        }
        guard check(maximum.form, .max, shape), check(sum.form, .sumExp, shape) else { return nil }
        let coefficientSum = numbers[.coefficientSum]
        if let coefficientSum, !check(coefficientSum.form, .coefficientSum, shape) { return nil }
        checkStatistics(shape, maximum, sum)
        return .some(
            BatchRequest.Merged(
                maximum: maximum.storage, sum: sum.storage, coefficientSum: coefficientSum?.storage))
    }
}
