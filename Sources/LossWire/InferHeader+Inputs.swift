/// The elements of `inputs` and `outputs`.
extension InferHeader {
    mutating func readInputs(_ reader: inout JSONReader) throws(LossWireError) {
        guard reader.peek() == UInt8(ascii: "[") else {
            issues.add("/inputs", "is \(reader.kind()), and has to be a list of tensors")
            return try reader.skipValue()
        }
        try reader.readList { reader, index throws(LossWireError) in
            guard reader.peek() == UInt8(ascii: "{") else {
                add("/inputs", index, "is \(reader.kind()), and has to be an object")
                return try reader.skipValue()
            }
            var input = Input()
            try readInput(&reader, index, &input)
            if inputs.count < Self.maximumInputs {
                inputs.append(input)
            } else {
                add("/inputs", index, "is one too many")
            }
        }
    }

    /// More than there are names for, so that what is wrong with a few of them is said.
    private static var maximumInputs: Int { 64 }

    private mutating func readInput(
        _ reader: inout JSONReader, _ index: Int, _ input: inout Input
    ) throws(LossWireError) {
        let before = issues.count
        var seen = SeenMembers()
        var contents = 0
        try reader.readObject { reader, name throws(LossWireError) in
            if seen.has(name, reader) {
                add(name, of: "/inputs/\(index)", "the field is there twice")
                return try reader.skipValue()
            }
            if ("name" as StaticString).isText(of: name) {
                input.name = try readText(&reader, "/inputs", index, "/name") ?? ""
            } else if ("datatype" as StaticString).isText(of: name) {
                input.datatype = try readDatatype(&reader, index)
            } else if ("shape" as StaticString).isText(of: name) {
                input.dimensions = try readShape(&reader, index)
            } else if ("parameters" as StaticString).isText(of: name) {
                try readInputParameters(&reader, index, &input, &contents)
            } else if ("data" as StaticString).isText(of: name) {
                _ = reader.peek()
                input.content = .data(reader.next)
                contents += 1
                try reader.skipValue()
            } else {
                add(
                    name, of: "/inputs/\(index)",
                    "unknown field; a tensor has name, shape, datatype, parameters and data")
                try reader.skipValue()
            }
        }
        if issues.count == before {
            if input.name.isEmpty {
                add("/inputs", index, "has no name; the tensors of a batch are \(LossField.tensors)")
            }
            if input.datatype == nil { add("/inputs", index, "has no datatype") }
            if input.dimensions == nil { add("/inputs", index, "has no shape") }
            if contents != 1 {
                add(
                    "/inputs", index,
                    contents == 0
                        ? "has no content: neither data nor binary_data_size"
                        : "has both data and binary_data_size, and only one of them can be its content")
            }
        }
        input.isBroken = issues.count > before
    }

    private mutating func readInputParameters(
        _ reader: inout JSONReader, _ index: Int, _ input: inout Input, _ contents: inout Int
    ) throws(LossWireError) {
        guard reader.peek() == UInt8(ascii: "{") else {
            add("/inputs", index, "/parameters", "is \(reader.kind()), and has to be an object")
            return try reader.skipValue()
        }
        var seen = SeenMembers()
        try reader.readObject { reader, name throws(LossWireError) in
            if seen.has(name, reader) {
                add(name, of: "/inputs/\(index)/parameters", "the parameter is there twice")
                return try reader.skipValue()
            }
            if ("binary_data_size" as StaticString).isText(of: name) {
                contents += 1
                if let size = try readInteger(&reader), size >= 0 {
                    input.content = .octets(Int(clamping: size))
                } else {
                    add("/inputs", index, "/parameters/binary_data_size", "has to be a number of octets")
                }
                return
            }
            if ("shared_memory_region" as StaticString).isText(of: name) {
                contents += 1
                add("/inputs", index, "/parameters", "asks for shared memory, which this server does not have")
            }
            // Whatever else is there is for other servers.
            try reader.skipValue()
        }
    }

    private mutating func readDatatype(_ reader: inout JSONReader, _ index: Int) throws(LossWireError)
        -> TensorDatatype?
    {
        guard let text = try readText(&reader, "/inputs", index, "/datatype") else { return nil }
        var copy = text
        if let datatype = copy.withUTF8({ TensorDatatype($0, as: \.protocolName) }) { return datatype }
        add(
            "/inputs", index, "/datatype",
            "is \"\(text.prefix(64))\", and has to be one of \(TensorDatatype.list(as: \.protocolName))")
        return nil
    }

    private mutating func readShape(_ reader: inout JSONReader, _ index: Int) throws(LossWireError) -> [Int]? {
        guard reader.peek() == UInt8(ascii: "[") else {
            add("/inputs", index, "/shape", "is \(reader.kind()), and has to be a list of integers")
            try reader.skipValue()
            return nil
        }
        var dimensions: [Int] = []
        var isRight = true
        try reader.readList { reader, place throws(LossWireError) in
            switch try Int64.read(&reader) {
            case .element(let size) where size >= 0 && size <= Int.max:
                if dimensions.count < ListSizes.capacity {
                    dimensions.append(Int(size))
                } else if isRight {
                    isRight = false
                    add("/inputs", index, "/shape", "has more than \(ListSizes.capacity) dimensions")
                }
            case .element(let size):
                isRight = false
                add("/inputs", index, "/shape/\(place)", "is \(size), and has to be at least 0")
            case .unrepresentable(let what):
                isRight = false
                add("/inputs", index, "/shape/\(place)", "is \(what.description)")
            case .wrongKind:
                isRight = false
                add("/inputs", index, "/shape/\(place)", "is \(reader.kind()), and has to be an integer")
                try reader.skipValue()
            }
        }
        return isRight ? dimensions : nil
    }

    mutating func readOutputs(_ reader: inout JSONReader) throws(LossWireError) {
        guard reader.peek() == UInt8(ascii: "[") else {
            issues.add("/outputs", "is \(reader.kind()), and has to be a list of outputs")
            return try reader.skipValue()
        }
        var outputs: [Output] = []
        try reader.readList { reader, index throws(LossWireError) in
            guard reader.peek() == UInt8(ascii: "{") else {
                add("/outputs", index, "is \(reader.kind()), and has to be an object")
                return try reader.skipValue()
            }
            var output = Output()
            var seen = SeenMembers()
            try reader.readObject { reader, name throws(LossWireError) in
                if seen.has(name, reader) {
                    add(name, of: "/outputs/\(index)", "the field is there twice")
                    return try reader.skipValue()
                }
                if ("name" as StaticString).isText(of: name) {
                    output.name = try readText(&reader, "/outputs", index, "/name") ?? ""
                } else if ("parameters" as StaticString).isText(of: name) {
                    output.isBinary = try readOutputParameters(&reader, index)
                } else {
                    add(name, of: "/outputs/\(index)", "unknown field; an output has name and parameters")
                    try reader.skipValue()
                }
            }
            if outputs.count < Self.maximumInputs {
                outputs.append(output)
            } else {
                add("/outputs", index, "is one too many")
            }
        }
        // None that are named are all that there are by default.
        if !outputs.isEmpty { self.outputs = outputs }
    }

    private mutating func readOutputParameters(_ reader: inout JSONReader, _ index: Int) throws(LossWireError) -> Bool?
    {
        guard reader.peek() == UInt8(ascii: "{") else {
            add("/outputs", index, "/parameters", "is \(reader.kind()), and has to be an object")
            try reader.skipValue()
            return nil
        }
        var isBinary: Bool?
        var seen = SeenMembers()
        try reader.readObject { reader, name throws(LossWireError) in
            if seen.has(name, reader) {
                add(name, of: "/outputs/\(index)/parameters", "the parameter is there twice")
                return try reader.skipValue()
            }
            if ("binary_data" as StaticString).isText(of: name) {
                isBinary = try readBoolean(&reader, "/outputs/\(index)/parameters/binary_data")
                return
            }
            if ("classification" as StaticString).isText(of: name) {
                // Clients that do not ask for it send 0.
                guard try readInteger(&reader) != 0 else { return }
                return add(
                    "/outputs", index, "/parameters/classification",
                    "is for other servers; there is the output predictions")
            }
            if ("shared_memory_region" as StaticString).isText(of: name) {
                add("/outputs", index, "/parameters", "asks for shared memory, which this server does not have")
            }
            try reader.skipValue()
        }
        return isBinary
    }

    /// nil where it is no integer of 64 bits; it is consumed all the same.
    private func readInteger(_ reader: inout JSONReader) throws(LossWireError) -> Int64? {
        switch try Int64.read(&reader) {
        case .element(let value): return value
        case .unrepresentable: return nil
        case .wrongKind:
            try reader.skipValue()
            return nil
        }
    }

    private mutating func readText(
        _ reader: inout JSONReader, _ parent: StaticString, _ index: Int, _ member: StaticString
    ) throws(LossWireError) -> String? {
        guard reader.peek() == UInt8(ascii: "\"") else {
            add(parent, index, "\(member)", "is \(reader.kind()), and has to be a string")
            try reader.skipValue()
            return nil
        }
        return try reader.readString()
    }

    private mutating func add(_ parent: StaticString, _ index: Int, _ detail: String) { add(parent, index, "", detail) }

    private mutating func add(
        _ parent: StaticString, _ index: Int, _ member: String, _ detail: @autoclosure () -> String
    ) {
        guard issues.hasRoom else { return issues.add(undescribed: 1) }
        issues.add("\(parent)/\(index)\(member)", detail())
    }
}
