import HTTPWire
import LossWire

/// An error as the service answers it: `application/problem+json` (RFC 9457), with the members of the contract.
struct Problem: Sendable {
    /// One thing that is wrong with the content.
    struct Entry: Sendable {
        var pointer: String?
        var offset: Int?
        var detail: String
    }

    var status: HTTPStatus
    var detail: String
    var entries: [Entry] = []
    /// How many things are wrong, where `entries` lists them or the first of them.
    var entryCount = 0

    init(_ status: HTTPStatus, _ detail: String) {
        self.status = status
        self.detail = detail
    }

    /// The one place that says what an error of the content is answered with.
    init(_ error: LossWireError) {
        switch error {
        case .syntax(let what, let offset):
            self.init(.badRequest, "\(what), at offset \(offset)")
            entries = [Entry(offset: offset, detail: what)]
            entryCount = 1
        case .invalid(let issues):
            self.init(.unprocessableContent, Self.summary(issues))
            entries = issues.listed.map { Entry(pointer: $0.pointer, detail: $0.detail) }
            entryCount = issues.count
        case .outOfMemory:
            self.init(.serviceUnavailable, "the system has no memory for this request just now; try again shortly")
        }
    }

    private static func summary(_ issues: InputIssues) -> String {
        guard let first = issues.listed.first else { return "the content cannot be computed" }
        let text = first.pointer.isEmpty ? first.detail : "\(first.pointer): \(first.detail)"
        return issues.count > 1 ? "\(text) (and \(issues.count - 1) more)" : text
    }

    func json(requestID: RequestIdentifier) -> String {
        var json = "{\"type\":\"about:blank\",\"title\":\(JSONText.quoted("\(status.reason)"))"
        json += ",\"status\":\(status.code),\"detail\":\(JSONText.quoted(detail))"
        json += ",\"request_id\":\(JSONText.quoted(requestID.text)),\"error\":\(JSONText.quoted(detail))"
        if !entries.isEmpty {
            json += ",\"errors\":[\(entries.map(Self.json).joined(separator: ","))],\"error_count\":\(entryCount)"
        }
        return json + "}\n"
    }

    private static func json(_ entry: Entry) -> String {
        var members: [String] = []
        if let pointer = entry.pointer { members.append("\"pointer\":\(JSONText.quoted(pointer))") }
        if let offset = entry.offset { members.append("\"offset\":\(offset)") }
        members.append("\"detail\":\(JSONText.quoted(entry.detail))")
        return "{\(members.joined(separator: ","))}"
    }
}
