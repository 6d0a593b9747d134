import ArgumentParser

/// A time on the command line: `30`, `30s`, `500ms`, `2m`.
struct TimeOption: ExpressibleByArgument, CustomStringConvertible {
    var duration: Duration

    init(seconds: Int) { duration = .seconds(seconds) }

    init?(argument: String) {
        let units: [(suffix: String, seconds: Double)] = [("ms", 0.001), ("s", 1), ("m", 60), ("", 1)]
        guard let unit = units.first(where: { argument.hasSuffix($0.suffix) }),
            let value = Double(argument.dropLast(unit.suffix.count)), value >= 0, value <= 86_400_000
        else { return nil }
        duration = .milliseconds(Int64(value * unit.seconds * 1000))
    }

    var description: String { "\(duration.components.seconds)s" }
    var defaultValueDescription: String { description }
}

/// A number of octets, or `off`.
struct SizeOrOffOption: ExpressibleByArgument, CustomStringConvertible {
    /// nil for off.
    var octets: Int?

    init(octets: Int) { self.octets = octets }

    init?(argument: String) {
        guard argument != "off" else { return }
        guard let size = SizeOption(argument: argument) else { return nil }
        octets = size.octets
    }

    var description: String { octets.map { SizeOption($0).description } ?? "off" }
    var defaultValueDescription: String { description }
}

/// A number of octets on the command line: `65536`, `64KiB`, `256MiB`, `1GiB`.
struct SizeOption: ExpressibleByArgument, CustomStringConvertible {
    var octets: Int

    init(_ octets: Int) { self.octets = octets }

    init?(argument: String) {
        let units = [("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30), ("", 1)]
        guard let (suffix, size) = units.first(where: { argument.hasSuffix($0.0) }),
            let value = Int(argument.dropLast(suffix.count)), value > 0
        else { return nil }
        let (octets, overflow) = value.multipliedReportingOverflow(by: size)
        if overflow { return nil }
        self.octets = octets
    }

    var description: String {
        switch octets {
        case _ where octets % (1 << 30) == 0: "\(octets >> 30)GiB"
        case _ where octets % (1 << 20) == 0: "\(octets >> 20)MiB"
        case _ where octets % (1 << 10) == 0: "\(octets >> 10)KiB"
        default: "\(octets)"
        }
    }
    var defaultValueDescription: String { description }
}
