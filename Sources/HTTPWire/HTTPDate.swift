/// Dates as HTTP and logs have them, always of Greenwich.
package enum HTTPDate {
    /// IMF-fixdate, the one form that a server may send (RFC 9110 §5.6.7), always 29 octets: the date of a number of
    /// seconds since 1970-01-01T00:00:00Z; years 1970 to 9999, others are brought into these.
    package static func format(unixSeconds: Int64) -> [UInt8] {
        let seconds = min(max(unixSeconds, 0), 253_402_300_799)
        let days = Int(seconds / 86400)
        let second = Int(seconds % 86400)
        let (year, month, day) = civil(days)
        var text: [UInt8] = []
        text.reserveCapacity(29)
        text.append(contentsOf: weekdays[days % 7].utf8)
        text.append(contentsOf: ", ".utf8)
        appendDigits(day, 2, &text)
        text.append(Octet.space)
        text.append(contentsOf: months[month - 1].utf8)
        text.append(Octet.space)
        appendDigits(year, 4, &text)
        text.append(Octet.space)
        appendDigits(second / 3600, 2, &text)
        text.append(Octet.colon)
        appendDigits(second / 60 % 60, 2, &text)
        text.append(Octet.colon)
        appendDigits(second % 60, 2, &text)
        text.append(contentsOf: " GMT".utf8)
        return text
    }

    /// The same as RFC 3339 writes it, with milliseconds: `2026-11-25T16:20:00.123Z`.
    package static func timestamp(unixSeconds: Int64, milliseconds: Int) -> [UInt8] {
        let seconds = min(max(unixSeconds, 0), 253_402_300_799)
        let second = Int(seconds % 86400)
        let (year, month, day) = civil(Int(seconds / 86400))
        var text: [UInt8] = []
        text.reserveCapacity(24)
        for (number, width, end) in [
            (year, 4, "-"), (month, 2, "-"), (day, 2, "T"), (second / 3600, 2, ":"), (second / 60 % 60, 2, ":"),
            (second % 60, 2, "."), (milliseconds, 3, "Z"),
        ] {
            appendDigits(number, width, &text)
            text += end.utf8
        }
        return text
    }

    /// 1970-01-01 was a Thursday.
    private static let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// Year, month and day of a day since 1970-01-01: years are counted from March, so that the leap day is the last.
    private static func civil(_ days: Int) -> (Int, Int, Int) {
        let shifted = days + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }

    private static func appendDigits(_ number: Int, _ width: Int, _ text: inout [UInt8]) {
        var divisor = 1
        for _ in 1..<width { divisor *= 10 }
        for _ in 0..<width {
            text.append(UInt8(truncatingIfNeeded: number / divisor % 10 + 0x30))
            divisor /= 10
        }
    }
}
