import Foundation
import TestSupport
import Testing

/// Starting, stopping and options of the program itself.
struct ServerLifeTests {
    @Test(arguments: [SIGTERM, SIGINT])
    func aSignalEndsItInGoodOrder(number: Int32) throws {
        let server = try ServerProcess()
        let client = try RawClient(port: server.port)
        #expect(try client.get("/readyz").status == 200)
        server.signal(number)
        #expect(server.waitForExit() == 0)
        #expect(try client.readToEnd() == "")
    }

    /// Readiness goes first; everything else is answered.
    @Test func inTheDrainDelayReadinessAloneChanges() throws {
        let server = try ServerProcess(["--drain-delay", "10m"])
        let client = try RawClient(port: server.port)
        #expect(try client.get("/readyz").text == "{\"status\":\"ready\"}\n")
        server.signal(SIGTERM)
        try #require(eventually { try client.get("/readyz").status == 503 })
        #expect(try client.get("/readyz").field("retry-after") != nil)
        #expect(try client.get("/healthz").status == 200)
        #expect(try client.post(#"{"logits":[[1,2,3]],"labels":[2]}"#).status == 200)
        #expect(try RawClient(port: server.port).get("/healthz").status == 200)
    }

    @Test func itEndsWhenTheDrainDelayIsOver() throws {
        let server = try ServerProcess(["--drain-delay", "300ms"])
        server.signal(SIGTERM)
        #expect(server.waitForExit() == 0)
    }

    /// A request that has begun is answered, and its connection then closed.
    @Test func aRequestThatHasBegunIsAnswered() throws {
        let server = try ServerProcess()
        let client = try RawClient(port: server.port)
        let body = #"{"logits":[[1,2,3]],"labels":[2]}"#
        try client.send(
            "POST /v1/softmax-loss HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: \(body.utf8.count)\r\n\r\n"
        )
        #expect(try client.readResponse().status == 100)
        server.signal(SIGTERM)
        // The listener closes at once: when nobody can connect any more, draining has begun.
        try #require(eventually { (try? RawClient(port: server.port)) == nil })
        try client.send(body)
        let response = try client.readResponse()
        #expect(response.status == 200)
        #expect(response.field("connection") == "close")
        #expect(server.waitForExit() == 0)
    }

    @Test func aSecondSignalEndsItAtOnce() throws {
        let server = try ServerProcess(["--drain-delay", "10m"])
        let client = try RawClient(port: server.port)
        server.signal(SIGTERM)
        try #require(eventually { try client.get("/readyz").status == 503 })
        server.signal(SIGTERM)
        #expect(server.waitForExit() != 0)
    }

    @Test func optionsFromTheEnvironment() throws {
        let server = try ServerProcess(environment: ["SMLOSS_MAX_BODY_BYTES": "10", "SMLOSS_MARCH": "not an option"])
        #expect(try RawClient(port: server.port).post("{\"logits\":[]}").status == 413)
        let overridden = try ServerProcess(["--max-body-bytes=1KiB"], environment: ["SMLOSS_MAX_BODY_BYTES": "10"])
        #expect(try RawClient(port: overridden.port).post("{\"logits\":[]}").status == 422)
        let wrong = try ServerProcess.run(["serve"], environment: ["SMLOSS_PORT": "http"])
        #expect(wrong.status == 64)
        #expect(wrong.error.contains("--port"))
    }

    @Test(arguments: [
        ["--port", "65536"], ["--port", "-1"], ["--workers", "0"], ["--max-body-bytes", "many"], ["--nonsense"],
        ["--header-timeout", "-1s"], ["--queue-depth", "0"], ["nonsense"],
    ])
    func wrongOptions(arguments: [String]) throws {
        let result = try ServerProcess.run(arguments)
        #expect(result.status == 64)
        #expect(!result.error.isEmpty)
    }

    @Test func aPortThatIsTaken() throws {
        let server = try ServerProcess()
        let result = try ServerProcess.run(["serve", "--port", "\(server.port)"])
        #expect(result.status == 69)
        #expect(result.error.contains("in use"))
    }

    @Test func computeWithoutAServer() throws {
        let right = try ServerProcess.run(["compute"], input: #"{"logits":[[1,2,3]],"labels":[2]}"#)
        #expect(right.status == 0)
        #expect(try LossAnswer.decode(Array(right.output.utf8)).loss?.value == 0.40760595)
        let wrong = try ServerProcess.run(["compute", "-"], input: #"{"logits":[[1,2,3]],"labels":[3]}"#)
        #expect(wrong.status == 65)
        #expect(wrong.output.isEmpty && wrong.error.contains("label 3 is outside [0, 3)"))
        #expect(try ServerProcess.run(["compute", "/does/not/exist.json"]).status == 66)
    }
}
