import Synchronization

/// `X-Request-Id`: the caller's own where it is safe to repeat, else one that no other request of this process has.
struct RequestIdentifier: Sendable {
    let octets: [UInt8]

    var text: String { String(decoding: octets, as: UTF8.self) }

    private static let process = UInt64.random(in: 0...UInt64.max)
    private static let counter = Atomic<UInt64>(0)

    init(sent: String?) {
        if let sent, Self.isSafe(sent) {
            octets = Array(sent.utf8)
        } else {
            let number = Self.counter.wrappingAdd(1, ordering: .relaxed).newValue
            // An odd factor permutes the numbers: none comes twice, and they do not look like a count.
            var bits = Self.process &+ number &* 0x9e37_79b9_7f4a_7c15
            octets = [UInt8](unsafeUninitializedCapacity: 16) { buffer, count in
                for index in 0..<16 {
                    bits = bits << 4 | bits >> 60
                    let digit = UInt8(truncatingIfNeeded: bits & 15)
                    buffer[index] = digit < 10 ? digit + UInt8(ascii: "0") : digit - 10 + UInt8(ascii: "a")
                }
                count = 16
            }
        }
    }

    /// 1 to 128 letters, digits and `-._~:/+=@`: nothing that means anything to a log, a shell or a header.
    private static func isSafe(_ text: String) -> Bool {
        let utf8 = text.utf8
        return (1...128).contains(utf8.count)
            && utf8.allSatisfy { octet in
                switch octet {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                default: "-._~:/+=@".utf8.contains(octet)
                }
            }
    }
}
