import Foundation
import HTTPWire
import Testing
import Yams

@testable import LossService

/// The contract is the file at the top of the project, and its examples are what the service answers.
struct OpenAPITests {
    private static let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../openapi.yaml")
    private let service = ServiceClient()

    @Test func whatIsServedIsTheFile() throws {
        let served = service.send(.get, "/openapi.yaml")
        #expect(try Data(served.text.utf8) == Data(contentsOf: Self.file))
        #expect(served.fields.first("content-type") == "application/yaml")
    }

    @Test func theJSONIsTheSameDocument() throws {
        let loaded = try Yams.load(yaml: String(contentsOf: Self.file, encoding: .utf8))
        let yaml = try #require(loaded)
        let json = try JSONSerialization.jsonObject(with: Data(service.send(.get, "/openapi.json").text.utf8))
        #expect(difference(yaml, json, "") == nil)
    }

    /// Every path and method of the contract exists, and every route is in it.
    @Test func pathsAreRoutes() throws {
        let paths = try #require(document["paths"]?.mapping)
        let described = Set(paths.compactMap(\.key.string))
        #expect(described.isSuperset(of: Route.fixed.compactMap { $0.path.map { "\($0)" } }))
        for (path, item) in paths {
            let path = (path.string ?? "").replacing("{model}", with: "softmax_loss")
            let route = try #require(try Route.of(ServiceClient.head(.get, path), ModelNames()))
            for method in HTTPMethod.allCases where item[method.rawValue.lowercased()] != nil && method != .options {
                #expect(route.takes(method), "\(method) \(path)")
            }
        }
    }

    /// Every example request is answered with the example answer of the same name.
    @Test(arguments: [("/v1/softmax-loss", 12), ("/v1/softmax-loss/partials", 2)])
    func requestExamples(path: String, count: Int) throws {
        let post = try #require(document["paths"]?[path]?["post"])
        let requests = try #require(post["requestBody"]?["content"]?["application/json"]?["examples"]?.mapping)
        let answers = try #require(answer("200", of: post)?["content"]?["application/json"]?["examples"])
        #expect(requests.count >= count)
        for (name, example) in requests {
            let request = try #require(example["value"])
            let response = service.post(json(request), to: path)
            #expect(response.status == .ok, "\(name.string ?? ""): \(response.text)")
            let expected = try #require(answers[name]?["value"])
            #expect(difference(response.text, json(expected)) == nil, "\(name.string ?? "")")
        }
    }

    @Test func inferExamples() throws {
        let post = try #require(document["components"]?["pathItems"]?["ModelInfer"]?["post"])
        let requests = try #require(post["requestBody"]?["content"]?["application/json"]?["examples"]?.mapping)
        let answers = try #require(answer("200", of: post)?["content"]?["application/json"]?["examples"])
        #expect(requests.count >= 2)
        for (name, example) in requests {
            let request = try #require(example["value"])
            let response = service.post(json(request), to: "/v2/models/softmax_loss/infer")
            #expect(response.status == .ok, "\(name.string ?? ""): \(response.text)")
            let expected = try #require(answers[name]?["value"])
            #expect(difference(response.text, json(expected)) == nil, "\(name.string ?? ""): \(response.text)")
        }
    }

    /// Every field that a batch may have is in the contract, and the other way round.
    @Test func fieldsAreDescribed() throws {
        let properties = try #require(document["components"]?["schemas"]?["Batch"]?["properties"]?.mapping)
        for (name, _) in properties {
            let name = name.string ?? ""
            let response = service.post("{\"\(name)\":null,\"x\":0}")
            #expect(!response.text.contains("\"pointer\":\"/\(name)\",\"detail\":\"unknown"), "\(name)")
            #expect(response.text.contains(name), "\(name)")
        }
        let list = service.post("{\"x\":0}").text
        for word in list.split(whereSeparator: { !($0.isLetter || $0 == "_") }) where word.contains("_") {
            let others = ["request_id", "error_count"]
            #expect(properties.contains { $0.key.string == String(word) } || others.contains(String(word)), "\(word)")
        }
    }

    /// Every example of a 422 is what its request is answered with.
    @Test func errorExamples() throws {
        let post = try #require(document["paths"]?["/v1/softmax-loss"]?["post"])
        let examples = try #require(
            answer("422", of: post)?["content"]?["application/problem+json"]?["examples"]?.mapping)
        #expect(examples.count >= 3)
        for (name, example) in examples {
            let request = try #require(example["x-request"])
            let expected = try #require(example["value"])
            let identifier = try #require(expected["request_id"]?.string)
            let response = service.post(json(request), [("x-request-id", identifier)])
            #expect(response.status == .unprocessableContent)
            #expect(difference(response.text, json(expected)) == nil, "\(name.string ?? ""): \(response.text)")
        }
    }

    /// Status codes are quoted, which a subscript with plain text does not find.
    private func answer(_ status: String, of operation: Node) -> Node? {
        operation["responses"]?.mapping?.first { $0.key.string == status }?.value
    }

    private var document: Node {
        get throws {
            let node = try Yams.compose(yaml: String(contentsOf: Self.file, encoding: .utf8))
            return try #require(node)
        }
    }

    private func json(_ node: Node) -> String { OpenAPIDocument.write(node) }

    /// Where two JSON texts differ in more than the last digit of a float32; nil where they do not.
    private func difference(_ left: String, _ right: String) -> String? {
        do {
            return difference(
                try JSONSerialization.jsonObject(with: Data(left.utf8)),
                try JSONSerialization.jsonObject(with: Data(right.utf8)), "")
        } catch {
            return "\(error)"
        }
    }

    private func difference(_ left: Any, _ right: Any, _ place: String) -> String? {
        switch (left, right) {
        case (let left as [String: Any], let right as [String: Any]):
            guard left.keys.sorted() == right.keys.sorted() else { return "\(place): \(left.keys) \(right.keys)" }
            return left.lazy.compactMap { self.difference($0.value, right[$0.key] ?? "", "\(place)/\($0.key)") }.first
        case (let left as [Any], let right as [Any]):
            guard left.count == right.count else { return "\(place): \(left.count) and \(right.count) elements" }
            return zip(left, right).enumerated().lazy
                .compactMap { self.difference($0.element.0, $0.element.1, "\(place)/\($0.offset)") }.first
        case (let left as NSNumber, let right as NSNumber):
            let (left, right) = (left.doubleValue, right.doubleValue)
            return abs(left - right) <= 1e-7 + 2e-6 * abs(right) ? nil : "\(place): \(left) and \(right)"
        case (let left as String, let right as String):
            return left == right ? nil : "\(place): \(left) and \(right)"
        default:
            return left is NSNull && right is NSNull ? nil : "\(place): \(left) and \(right)"
        }
    }
}
