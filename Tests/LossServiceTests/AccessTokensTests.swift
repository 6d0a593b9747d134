import Testing

@testable import LossService

struct AccessTokensTests {
    @Test func namesWhoseTokenItIs() throws {
        let tokens = try AccessTokens(
            "# who may\n\n alice : abc.DEF-_~+/== \r\nbob:b\nbob:b2\n  # nobody\ncarol:"
                + String(repeating: "c", count: 4000))
        #expect(tokens.count == 4)
        for (token, name) in [
            ("abc.DEF-_~+/==", "alice"), ("b", "bob"), ("b2", "bob"), (String(repeating: "c", count: 4000), "carol"),
        ] {
            #expect(tokens.name(of: Array(token.utf8)) == name)
        }
        for token in ["", "a", "bb", "abc.DEF-_~+/=", "abc.DEF-_~+/===", "B", "#", "ccc", "alice"] {
            #expect(tokens.name(of: Array(token.utf8)) == nil, "\(token)")
        }
    }

    @Test(arguments: [
        ("", AccessTokenError.empty), ("# only a comment\n", .empty),
        ("alice", .line(1, "it is not name:token")),
        ("a:b\n:c", .line(2, "the name has to be printable ASCII without blanks")),
        ("a b:c", .line(1, "the name has to be printable ASCII without blanks")),
        ("a:b\n\nc:b", .line(3, "the token is another line's, too")),
    ])
    func saysWhatIsWrongWithAFile(text: String, error: AccessTokenError) {
        #expect(throws: error) { _ = try AccessTokens(text) }
    }

    @Test(arguments: ["a:", "a:b c", "a:=", "a:b=c", "a:b:c", "a:\"b\"", "a:é"])
    func takesNoTokenThatNoFieldCanHold(text: String) {
        let error = #expect(throws: AccessTokenError.self) { _ = try AccessTokens(text) }
        #expect(error.map { !"\($0)".contains(text.dropFirst(2)) || text.count < 4 } == true)
    }

    @Test func keepsWhatItHasWhereTheNextIsNotGood() throws {
        let tokens = try AccessTokens("a:one")
        #expect(throws: AccessTokenError.empty) { try tokens.replace(by: "") }
        #expect(tokens.name(of: Array("one".utf8)) == "a")
        try tokens.replace(by: "a:two")
        #expect(tokens.name(of: Array("one".utf8)) == nil && tokens.name(of: Array("two".utf8)) == "a")
    }

    @Test(
        arguments: [
            ("Bearer abc", "abc"), ("bearer  abc==", "abc=="), ("BEARER a", "a"), ("Bearer", nil), ("Bearer ", nil),
            ("Basic abc", nil), ("Bearerabc", nil), ("Bearer a b", nil), ("Bearer a,Bearer b", nil), ("", nil),
        ] as [(String, String?)])
    func readsTheField(value: String, token: String?) {
        #expect(BearerToken.inField(value) == token.map { Array($0.utf8) })
    }
}
