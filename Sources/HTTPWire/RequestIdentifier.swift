import Synchronization

/// `X-Request-Id`: the caller's own where it is safe to repeat, else one that no other request of this process has.
package struct RequestIdentifier: Sendable {
    /// The caller's own.
    private let sent: String?
    /// Where there is none.
    private let made: UInt64

    private static let process = UInt64.random(in: 0...UInt64.max)
    private static let counter = Atomic<UInt64>(0)

    /// For the request with `head`.
    package init(of head: borrowing RequestHead) {
        if let sent = head.value(of: .requestID), Self.isSafe(sent) {
            self.init(sent: sent, made: 0)
        } else {
            self.init()
        }
    }

    /// For what never became a request.
    package init() {
        let number = Self.counter.wrappingAdd(1, ordering: .relaxed).newValue
        // An odd factor permutes the numbers: none comes twice, and they do not look like a count.
        self.init(sent: nil, made: Self.process &+ number &* 0x9e37_79b9_7f4a_7c15)
    }

    private init(sent: String?, made: UInt64) {
        self.sent = sent
        self.made = made
    }

    package var text: String {
        if let sent { return sent }
        let digits = String(made, radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }

    /// Octets of `text`.
    var length: Int { sent?.utf8.count ?? 16 }

    func put(to cursor: inout OctetCursor) {
        if var sent {
            sent.withUTF8 { cursor.put(UnsafeRawBufferPointer($0)) }
        } else {
            cursor.put(hexadecimal: made)
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
