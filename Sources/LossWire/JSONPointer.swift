/// JSON Pointer (RFC 6901).
enum JSONPointer {
    /// The pointer to the member `name` of the object at `parent`; `parent` itself where the name is longer than an answer
    /// should repeat.
    static func member(_ name: UnsafeBufferPointer<UInt8>, of parent: String) -> String {
        name.count > 128 ? parent : "\(parent)/\(token(String(decoding: name, as: UTF8.self)))"
    }

    static func member(_ name: String, of parent: String) -> String {
        name.utf8.count > 128 ? parent : "\(parent)/\(token(name))"
    }

    /// `name` as it stands between two slashes.
    private static func token(_ name: String) -> String {
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
