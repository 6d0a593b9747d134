import HTTPWire
import Synchronization

/// `X-Request-Id`: the caller's own where it is safe to repeat, else one that no other request of this process has.
enum RequestIdentifier: Sendable {
    case sent(String)
    case made(UInt64)

    private static let process = UInt64.random(in: 0...UInt64.max)
    private static let counter = Atomic<UInt64>(0)

    init(sent: String?) {
        if let sent, Self.isSafe(sent) {
            self = .sent(sent)
        } else {
            let number = Self.counter.wrappingAdd(1, ordering: .relaxed).newValue
            // An odd factor permutes the numbers: none comes twice, and they do not look like a count.
            self = .made(Self.process &+ number &* 0x9e37_79b9_7f4a_7c15)
        }
    }

    var text: String {
        switch self {
        case .sent(let text): text
        case .made(let bits): Self.withHexadecimal(bits) { String(decoding: $0, as: UTF8.self) }
        }
    }

    func append(to fields: inout ResponseFields) {
        switch self {
        case .sent(let text): fields.append("X-Request-Id", text)
        case .made(let bits): Self.withHexadecimal(bits) { fields.append("X-Request-Id", $0) }
        }
    }

    /// Sixteen digits.
    private static func withHexadecimal<Result>(
        _ bits: UInt64, _ body: (UnsafeBufferPointer<UInt8>) -> Result
    ) -> Result {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 16) { text in
            for index in 0..<16 {
                let digit = UInt8(truncatingIfNeeded: bits &>> UInt64(60 - 4 * index)) & 15
                text[index] = digit < 10 ? digit + UInt8(ascii: "0") : digit - 10 + UInt8(ascii: "a")
            }
            return body(UnsafeBufferPointer(text))
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
