extension StaticString {
    /// Whether `octets` are this text, octet for octet.
    func isText(of octets: UnsafeBufferPointer<UInt8>) -> Bool {
        guard octets.count == utf8CodeUnitCount else { return false }
        let text = utf8Start
        for index in 0..<octets.count where octets[index] != text[index] { return false }
        return true
    }
}
