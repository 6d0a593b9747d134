/// JSON Pointer (RFC 6901).
enum JSONPointer {
    /// `name` as it stands between two slashes.
    static func token(_ name: String) -> String {
        var token = ""
        for character in name.unicodeScalars {
            switch character {
            case "~": token += "~0"
            case "/": token += "~1"
            default: token.unicodeScalars.append(character)
            }
        }
        return token
    }
}
