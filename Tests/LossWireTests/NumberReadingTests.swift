import Foundation
import TestSupport
import Testing

@testable import LossWire

/// Decimals to binary, against the C library.
struct NumberReadingTests {
    private func float32(_ text: String) throws -> Float? { try scan(text) { $0.float32($1) } }
    private func float64(_ text: String) throws -> Double? { try scan(text) { $0.float64($1) } }
    private func int64(_ text: String) throws -> ElementReading<Int64> {
        try scan(text) { _, number in IntegerReading.int64(number) }
    }

    private func scan<Value>(_ text: String, _ convert: (JSONReader, JSONReader.Number) -> Value) throws -> Value {
        try Array(text.utf8).withUnsafeBufferPointer { octets in
            var reader = JSONReader(start: try #require(octets.baseAddress), count: octets.count)
            let number = try reader.scanNumber()
            #expect(reader.next == reader.end, "\(text) was not read to its end")
            return convert(reader, number)
        }
    }

    private func expectAgreement(_ text: String) throws {
        let single = strtof(text, nil)
        let double = strtod(text, nil)
        #expect(try float32(text)?.bitPattern == (single.isFinite ? single.bitPattern : nil), "\(text)")
        #expect(try float64(text)?.bitPattern == (double.isFinite ? double.bitPattern : nil), "\(text)")
    }

    static let hardCases = [
        "0", "-0", "0.0", "-0.0e9", "1", "-1", "10", "123456789012345678901234567890", "0.1", "1e0", "1E+2", "1e-2",
        "0e400", "-0e-400", "1e400", "-1e400", "1e-400", "0.00000000000000000000000000000000000000000000000000000001",
        // Ties and their neighbours, for both types.
        "9007199254740993", "9007199254740993.0000000000000000000000000000000000001", "9007199254740992.999999999999",
        "16777217", "16777217.0000000000000000000001", "16777216.9999999999", "33554435",
        "1.00000005960464477539062499",
        "1.000000059604644775390625", "1.00000005960464477539062501", "1.00000017881393432617187499",
        "1.000000178813934326171875", "1.00000017881393432617187501",
        // The ends of the ranges.
        "3.4028234663852886e38", "3.40282346638528859811704183484516925440e38", "3.4028235677973366e38",
        "3.4028235677973365e38", "3.5e38", "1.17549435e-38", "1.17549429e-38", "1.1754943508222875e-38",
        "1.1754942807573643e-38", "1.401298464324817e-45", "7.006492321624085e-46", "7.006492321624086e-46", "7e-46",
        "1.7976931348623157e308", "1.7976931348623158e308", "1.7976931348623159e308",
        "179769313486231580793728971405303415079934132710037826936173778980444968292764750946649017977587207096330286416692887910946555547851940402630657488671505820681908902000708383676273854845817711531764475730270069855571366959622842914819860834936475292719074168444365510704342711559699508093042880",
        "2.2250738585072011e-308", "2.2250738585072012e-308", "2.2250738585072014e-308", "4.9406564584124654e-324",
        "2.4703282292062327e-324", "2.4703282292062328e-324", "2.47032822920623272088284396434110686182e-324",
        "5e-324", "1e-323",
        // From the literature: D. Gay, M. Visscher, V. Paxson's worst cases.
        "6.631236871469758276785396630275967e-316",
        "3.237883913302901289588352412501532174863037669423108059901297049552301970670676565786835742587799557860615776559838283435514391084153169252689190564396459577394618038928365305143463955100356696665629202017331344031730044369360205258345803431471660032699580731300954848363975548690010751530018881758184174569652173110473696022749934638425380623369774736560008997404060967498028389191878963968575439222206416981462690113342524002724385941651051293552601421155333430225237291523843322331326138431477823591142408800030775170625915670728657003151953664260769822494937951845801530895238439819708403389937873241463484205608000027270531106827387907791444918534771598750162812548862768493201518991668028251730299953143924168545708663913273994694463908672332763671875e-319",
        "8.533e68", "4.1006e-184", "9.998e307", "9.9538452227e-280", "6.47660115e-260", "7.4e47", "5.92e48", "7.35e66",
        "8.32116e55", "1e23", "8.5e-1", "1.0000000000000002220446049250313", "9214843084008499",
        "0.500000000000000166533453693773481063544750213623046875",
    ]

    @Test(arguments: hardCases)
    func agreesWithTheLibrary(text: String) throws {
        try expectAgreement(text)
        try expectAgreement("-" + text.drop { $0 == "-" })
    }

    @Test func agreesOnRandomDecimals() throws {
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<60_000 {
            let count = Int.random(in: 1...21, using: &generator)
            var text = String(Int.random(in: 1...9, using: &generator))
            if count > 1 {
                text += "."
                for _ in 1..<count { text += String(Int.random(in: 0...9, using: &generator)) }
            }
            try expectAgreement("\(text)e\(Int.random(in: -330...310, using: &generator))")
            try expectAgreement("\(text)e\(Int.random(in: -48...40, using: &generator))")
        }
    }

    /// Numbers exactly in the middle between two float32, which one rounding to float64 and another to float32 get wrong
    /// when something follows them far behind.
    @Test func agreesOnMiddles() throws {
        var generator = SeededGenerator(seed: 4)
        for _ in 0..<5_000 {
            let value = Float(bitPattern: UInt32.random(in: 0x2f00_0000...0x5a00_0000, using: &generator))
            let middle = (Double(value) + Double(value.nextUp)) / 2
            var decimal = String(format: "%.60f", middle)
            while decimal.hasSuffix("0") { decimal.removeLast() }
            if decimal.hasSuffix(".") { decimal += "0" }
            try expectAgreement(decimal)
            try expectAgreement(decimal + "0000000000000000000000001")
            try expectAgreement("\(middle)")
        }
    }

    @Test(
        arguments: [
            ("0", 0), ("-0", 0), ("7", 7), ("-100", -100), ("2.0", 2), ("2e2", 200), ("70e-1", 7), ("1.5e1", 15),
            ("0.0e999999999999999999999", 0), ("9223372036854775807", .max), ("-9223372036854775808", .min),
            ("9223372036854775807.000000000000000000000", .max), ("922337203685477580.7e1", .max),
            ("-92233720368547758080e-1", .min), ("0.000000000000000000000000000001e30", 1),
            ("100000000000000000000000000000e-29", 1), ("-9223372036854775808.0", .min),
        ] as [(String, Int64)])
    func integers(text: String, value: Int64) throws {
        guard case .element(value) = try int64(text) else {
            Issue.record("\(text) is \(try int64(text))")
            return
        }
    }

    @Test(arguments: [
        "1.9", "1e-1", "0.5", "1e-999999999999999999999", "-0.1", "2.00000000000000000000000000000000001",
        "9223372036854775808", "-9223372036854775809", "1e19", "1e400", "99999999999999999999",
        "9223372036854775807.5", "1e999999999999999999999",
    ])
    func noIntegers(text: String) throws {
        guard case .unrepresentable = try int64(text) else {
            Issue.record("\(text) is \(try int64(text))")
            return
        }
    }

    static let noNumbers = [
        "", "-", "+1", ".5", "-.5", "1.", "1.e5", "1e", "1e+", "1e-", "01", "00", "-01", "00.5", "--1", "1.5.", "0x10",
        "1_000", "- 1", "nan", "e5",
    ]

    @Test(arguments: noNumbers + ["Infinity"])
    func malformed(text: String) {
        #expect(throws: LossWireError.self) {
            let octets = Array("[\(text)]".utf8)
            try octets.withUnsafeBufferPointer { octets in
                var reader = JSONReader(start: octets.baseAddress!, count: octets.count)
                try reader.expect("[", "'['")
                _ = try reader.scanNumber()
                try reader.expect("]", "']'")
            }
        }
    }

    /// Found by fuzzing: with enough behind it for numbers to be read the quick way, `.5` was taken for one.
    @Test(arguments: noNumbers)
    func malformedInALongList(text: String) {
        let rest = String(repeating: "1.5,", count: 20)
        for list in ["\(text),\(rest)1", "\(rest)\(text),\(rest)1", "1,\(text),\(rest)1"] {
            #expect {
                try RequestText.decode(#"{"logits":[\#(list)],"labels":[0]}"#)
            } throws: { error in
                guard case .syntax? = error as? LossWireError else { return false }
                return true
            }
        }
    }

    /// Every split of up to nineteen digits by a point, in lists long enough for numbers to be read the quick way: once,
    /// those with seventeen digits behind the point were read wrongly.
    @Test(arguments: ["", "-"])
    func agreesInLongListsWhereverThePointIs(sign: String) throws {
        var generator = SeededGenerator(seed: 11)
        var texts: [String] = []
        for whole in 1...10 {
            for fraction in 1...(19 - whole) {
                let first = whole == 1 ? 0...9 : 1...9
                let digits =
                    [Int.random(in: first, using: &generator)]
                    + (1..<(whole + fraction)).map { _ in Int.random(in: 0...9, using: &generator) }
                texts.append(
                    sign + digits[..<whole].map(String.init).joined() + "." + digits[whole...].map(String.init).joined()
                )
            }
        }
        for separator in [",", ", "] {
            let list = texts.joined(separator: separator)
            let json = #"{"dtype":"float64","logits":[\#(list)],"labels":0}"#
            let batch = try RequestText.batch(json)
            guard case .float64(let logits) = batch.logits else { throw Mismatch() }
            let single = try RequestText.batch(json.replacing("float64", with: "float32"))
            guard case .float32(let singles) = single.logits else { throw Mismatch() }
            for (index, text) in texts.enumerated() {
                #expect(logits.base[index].bitPattern == strtod(text, nil).bitPattern, "\(text)")
                #expect(singles.base[index].bitPattern == strtof(text, nil).bitPattern, "\(text)")
            }
        }
    }

    /// In lists long enough for numbers to be read the quick way: those in the middle between two float32, cut off and
    /// rounded anywhere, with a digit more and with noughts behind them.
    @Test func agreesOnMiddlesInLongLists() throws {
        var generator = SeededGenerator(seed: 12)
        var texts: [String] = []
        for _ in 0..<2_000 {
            let value = Float(bitPattern: UInt32.random(in: 0x2f00_0000...0x4cff_ffff, using: &generator))
            let middle = (Double(value) + Double(value.nextUp)) / 2
            let sign = Bool.random(using: &generator) ? "-" : ""
            for digits in [13, 14, 15, 16, 17, 18, 19, 24, 40] {
                texts.append(sign + String(format: "%.\(digits)f", middle))
            }
            texts.append(sign + String(format: "%.40f", middle) + "1")
            texts.append("\(sign)\(value)")
            if texts.count % 9 == 0 {
                texts += ["0.0", "-0.0", "3e-5", "7", "0.\(String(repeating: "0", count: 20))1"]
            }
        }
        let batch = try RequestText.batch(#"{"logits":[\#(texts.joined(separator: ","))],"labels":0}"#)
        guard case .float32(let logits) = batch.logits else { throw Mismatch() }
        for (index, text) in texts.enumerated() {
            #expect(logits.base[index].bitPattern == strtof(text, nil).bitPattern, "\(text)")
        }
    }

    private struct Mismatch: Error {}
}
