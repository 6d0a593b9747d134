import Foundation

@testable import LossWire

/// Random decimals in a list, read as float32 and as float64: bit for bit what `strtof` and `strtod` make of them.
struct ReadingCheck {
    private static let count = 1 << 14

    private var state: UInt64

    init(seed: UInt64) { state = seed }

    func run() -> Int {
        var copy = self
        return copy.checkList()
    }

    private mutating func checkList() -> Int {
        let separator = random(2) == 0 ? [UInt8(ascii: ",")] : [UInt8](", ".utf8)
        var list: [UInt8] = [UInt8(ascii: "[")]
        var starts: [Int] = []
        for _ in 0..<Self.count {
            if starts.count > 0 { list += separator }
            starts.append(list.count)
            appendDecimal(to: &list)
        }
        list.append(UInt8(ascii: "]"))
        list += [UInt8](repeating: UInt8(ascii: " "), count: 100)
        list.withUnsafeBufferPointer { octets in
            guard let text = octets.baseAddress else { return }
            check(text, octets.count, starts, Float.self) { strtof($0, nil).bitPattern == $1.bitPattern }
            check(text, octets.count, starts, Double.self) { strtod($0, nil).bitPattern == $1.bitPattern }
        }
        return Self.count
    }

    private func check<Element: TensorElement>(
        _ text: UnsafePointer<UInt8>, _ length: Int, _ starts: [Int], _ type: Element.Type,
        _ isRight: (UnsafePointer<CChar>, Element) -> Bool
    ) {
        var reader = JSONReader(start: text, count: length)
        var spare = SpareMemory()
        guard case .tensor(let tensor)? = try? reader.readTensor(of: type, &spare) else {
            return Exhaustive.check(false, "a list of \(type)")
        }
        Exhaustive.check(tensor.storage.count == starts.count, "a list of \(type)")
        let elements = tensor.storage.elements
        for (index, start) in starts.enumerated() {
            let isRight = (text + start).withMemoryRebound(to: CChar.self, capacity: 1) { isRight($0, elements[index]) }
            Exhaustive.check(isRight, "\(String(cString: text + start).prefix(60)) as \(type) is \(elements[index])")
        }
    }

    private mutating func appendDecimal(to list: inout [UInt8]) {
        if random(2) == 0 { list.append(UInt8(ascii: "-")) }
        switch random(8) {
        case 0, 1: appendDigits(whole: 1 + random(9), fraction: 1 + random(22), to: &list)
        case 2: list += "\(Float(random(1 << 24)) / Float(1 << (8 + random(24))))".utf8
        case 3: list += "\(Double(next() >> 11) / Double(1 << (40 + random(22))))".utf8
        case 4:
            // In the middle between two float32, with noughts and a digit behind it.
            let value = Float(bitPattern: 0x3000_0000 + UInt32(random(0x1c00_0000)))
            list += "\((Double(value) + Double(value.nextUp)) / 2)".utf8
            if !list.reversed().prefix(24).contains(UInt8(ascii: "e")), random(3) == 0 {
                list += [UInt8](repeating: UInt8(ascii: "0"), count: random(20))
                if random(2) == 0 { list.append(UInt8(ascii: "1")) }
            }
        case 5: list += "\(Float(bitPattern: 1 + UInt32(random(0x7f7f_fffe))))".utf8
        case 6:
            appendDigits(whole: 1, fraction: 1 + random(17), to: &list)
            list += "e\(random(60) - 40)".utf8
        default: list += "\(random(1 << 30))".utf8
        }
    }

    private mutating func appendDigits(whole: Int, fraction: Int, to list: inout [UInt8]) {
        list.append(UInt8(ascii: "0") + UInt8(whole == 1 ? random(10) : 1 + random(9)))
        for _ in 1..<max(whole, 1) { list.append(UInt8(ascii: "0") + UInt8(random(10))) }
        list.append(UInt8(ascii: "."))
        // Now and then none but noughts at first.
        var noughts = random(4) == 0 ? random(fraction) : 0
        for _ in 0..<fraction {
            list.append(UInt8(ascii: "0") + UInt8(noughts > 0 ? 0 : random(10)))
            noughts -= 1
        }
    }

    private mutating func random(_ bound: Int) -> Int { Int(next() >> 33) % bound }

    /// SplitMix64.
    private mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var word = state
        word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
        return word ^ (word >> 31)
    }
}
