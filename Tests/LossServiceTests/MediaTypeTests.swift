import Testing

@testable import LossService

struct MediaTypeTests {
    @Test(
        arguments: [
            ([], .json), (["*/*"], .json), (["application/*"], .json), (["application/json"], .json),
            (["application/vnd.safetensors"], .safetensors), (["APPLICATION/VND.SAFETENSORS; q=0.3"], .safetensors),
            (["application/vnd.safetensors, application/json"], .json),
            (["application/vnd.safetensors", "application/json;q=0.9"], .safetensors),
            (["application/vnd.safetensors;q=0.5, */*;q=0.1"], .safetensors), (["text/html, */*;q=0.1"], .json),
            (["application/problem+json"], .json), (["text/html"], nil), (["application/json;q=0"], nil),
            (["*/*, application/json;q=0"], nil),
        ] as [([String], BodyFormat?)])
    func whatIsLikedBest(accept: [String], format: BodyFormat?) {
        #expect(MediaType.accepted(accept, usual: .json) == format)
    }

    @Test(
        arguments: [
            ("application/json; charset=utf-8", .json), ("Application/Vnd.Safetensors", .safetensors),
            ("application/octet-stream", nil), ("", nil),
        ] as [(String, BodyFormat?)])
    func formats(type: String, format: BodyFormat?) {
        #expect(MediaType.format(of: type) == format)
    }

    @Test func queries() throws {
        let pairs = try #require(Query.parse("a=1&b=%3d%C3%A9&c&&d=1=2"))
        #expect(pairs.map(\.name) == ["a", "b", "c", "d"])
        #expect(pairs.map(\.value) == ["1", "=é", "", "1=2"])
        #expect(Query.parse(nil)?.isEmpty == true)
        for broken in ["a=%", "a=%4", "a=%zz", "%ff=1"] { #expect(Query.parse(broken) == nil, "\(broken)") }
    }
}
