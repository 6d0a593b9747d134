/// Options from the environment: `SMLOSS_PORT=9000` stands for `--port=9000` where the command line has no `--port`.
enum EnvironmentOptions {
    /// The names of serve's options, without dashes. Property wrappers are stored under the property's name with an
    /// underscore, so no list has to be kept beside the declarations.
    static let names: [String] = Mirror(reflecting: ServeCommand()).children.compactMap { child in
        guard let label = child.label, label.hasPrefix("_") else { return nil }
        return label.dropFirst().reduce(into: "") { name, character in
            name += character.isUppercase ? "-\(character.lowercased())" : String(character)
        }
    }

    static func merged(_ arguments: [String], environment: [String: String]) -> [String] {
        if let first = arguments.first, !first.hasPrefix("-"), first != "serve" { return arguments }
        let extra = names.compactMap { name -> String? in
            guard let value = environment[variable(name)] else { return nil }
            let isGiven = arguments.contains { $0 == "--\(name)" || $0.hasPrefix("--\(name)=") }
            return isGiven ? nil : "--\(name)=\(value)"
        }
        return arguments + extra
    }

    static func variable(_ name: String) -> String {
        "SMLOSS_" + name.uppercased().replacing("-", with: "_")
    }
}
