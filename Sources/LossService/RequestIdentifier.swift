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
        case .sent(let text): return text
        case .made(let bits):
            let digits = String(bits, radix: 16)
            return String(repeating: "0", count: 16 - digits.utf8.count) + digits
        }
    }

    func append(to fields: inout ResponseFields) {
        switch self {
        case .sent(let text): fields.append("X-Request-Id", text)
        case .made(let bits): fields.append("X-Request-Id", room: 16) { $0.put(hexadecimal: bits) }
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
