/// One thing that is wrong with a request's values, and where it stands.
package struct InputIssue: Sendable, Equatable {
    /// JSON Pointer (RFC 6901) to the value; empty for the whole body.
    package var pointer: String
    package var detail: String

    package init(_ pointer: String, _ detail: String) {
        self.pointer = pointer
        self.detail = detail
    }

    /// The same where its pointer begins at `place`.
    func within(_ place: String) -> InputIssue { InputIssue(place + pointer, detail) }
}

/// Everything that is wrong with a request's values: the first hundred in full, and how many there are.
package struct InputIssues: Sendable, Equatable {
    package static let maximumListed = 100

    package private(set) var listed: [InputIssue] = []
    package private(set) var count = 0

    package init() {}

    package var isEmpty: Bool { count == 0 }

    /// Whether the next issue would still be listed: making its text can be spared where it would not.
    package var hasRoom: Bool { listed.count < Self.maximumListed }

    package mutating func add(_ pointer: String, _ detail: String) {
        if hasRoom { listed.append(InputIssue(pointer, detail)) }
        count += 1
    }

    /// The same of an issue that is put into words only where it is listed.
    package mutating func add(_ issue: () -> InputIssue) {
        if hasRoom { listed.append(issue()) }
        count += 1
    }

    package mutating func add(_ others: InputIssues) {
        guard !others.isEmpty else { return }
        listed.append(contentsOf: others.listed.prefix(Self.maximumListed - listed.count))
        count += others.count
    }

    /// The same number of issues, each of those that are listed as `transform` has it.
    func mapping(_ transform: (InputIssue) -> InputIssue) -> InputIssues {
        var issues = self
        issues.listed = listed.map(transform)
        return issues
    }

    /// Counts issues that are not described.
    package mutating func add(undescribed number: Int) { count += number }
}
